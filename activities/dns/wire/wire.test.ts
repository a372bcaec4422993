import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../../api/network/index.js';
import type { RecordData } from '../../../api/dns/record.js';
import { codeOf } from './data.js';
import { MalformedMessage } from './malformed.js';
import { decodeMessage, encodeMessage, type Entry, type Message } from './message.js';
import { labelsOf } from './name.js';
import { Reader } from './reader.js';
import { BadSignature, encodeTsig, ReplyVerifier, sign, tsigOf, type TsigKey } from './tsig.js';
import { Writer } from './writer.js';

const empty: Message = { id: 1, flags: 0, questions: [], answers: [], authorities: [], additionals: [] };
const key: TsigKey = {
  name: 'test-key',
  algorithm: 'hmac-sha256',
  secret: Buffer.from('MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=', 'base64'),
};

describe('a name', () => {
  it('points to what was written before, as in RFC 1035 section 4.1.4', () => {
    const writer = new Writer();
    writer.bytes(Buffer.alloc(20));
    for (const name of ['f.isi.arpa', 'foo.f.isi.arpa', 'arpa', '']) writer.compressedName(name);
    expect(writer.done().subarray(20).toString('hex')).toBe(
      ['0166036973690461727061', '00', '03666f6f', 'c014', 'c01a', '00'].join(''),
    );
  });

  it.each([
    ['a label of 64 octets', 'a'.repeat(64)],
    ['256 octets', `${'a'.repeat(61)}.`.repeat(4) + 'aaaaaaa'],
    ['an empty label', 'a..b'],
    ['a dot in front', '.a'],
    ['an escape of nothing', 'a\\'],
    ['a byte beyond 255', 'a\\256'],
    ['other than ASCII', 'b\u0101cher'],
  ])('with %s is refused', (_what, name) => {
    expect(() => labelsOf(name)).toThrow(MalformedMessage);
  });

  it('may have 255 octets and labels of 63', () => {
    const name = `${'a'.repeat(63)}.`.repeat(3) + 'a'.repeat(61);
    const writer = new Writer();
    writer.name(name);
    expect(writer.length).toBe(255);
    expect(new Reader(writer.done()).name()).toBe(name);
  });

  it.each([
    ['to itself', 'c000'],
    ['forward', 'c00200'],
    ['in a circle', '0161c000'],
  ])('with a pointer %s is refused', (_what, hex) => {
    expect(() => new Reader(Buffer.from(hex, 'hex')).name()).toThrow(MalformedMessage);
  });

  it('is the same in any case, and with the dot of the root', () => {
    expect(labelsOf('Web.SHOP.')).toEqual(['web', 'shop']);
  });
});

describe('an update that nsupdate made', () => {
  const bytes = Buffer.from(
    'e6d428000001000200020001036b387304636f7270076578616d706c650000060001037765620473686f7003737663036b387304636f72' +
      '70076578616d706c650000ff00fe000000000000026462c02600100001000000000005046d696e65c022000100010000001e00040a60' +
      '000ac04b000100fe0000000000040a60000b08746573742d6b65790000fa00ff00000000003d0b686d61632d7368613235360000006b' +
      '058ac5012c002011574abadf0768da3be611287969461f57079d62c6ff25796e8415e79ea40dbee6d400000000',
    'hex',
  );
  const { message, lastRecordAt } = decodeMessage(bytes);
  const tsig = tsigOf(message);

  it('is read', () => {
    const zone = 'k8s.corp.example';
    expect(message.questions).toEqual([{ name: zone, type: 6, class: 1 }]);
    expect(message.answers).toEqual([
      { name: `web.shop.svc.${zone}`, type: 255, class: 254, ttl: 0, data: undefined },
      { name: `db.shop.svc.${zone}`, type: 16, class: 1, ttl: 0, data: { type: 'TXT', texts: ['mine'] } },
    ]);
    expect(message.authorities).toEqual([
      {
        name: `web.shop.svc.${zone}`,
        type: 1,
        class: 1,
        ttl: 30,
        data: { type: 'A', address: '10.96.0.10' },
      },
      {
        name: `db.shop.svc.${zone}`,
        type: 1,
        class: 254,
        ttl: 0,
        data: { type: 'A', address: '10.96.0.11' },
      },
    ]);
    expect(tsig).toMatchObject({ keyName: 'test-key', algorithm: 'hmac-sha256', fudge: 300, error: 0 });
  });

  it('is signed by us with the same signature', () => {
    const plain = Buffer.from(bytes.subarray(0, lastRecordAt));
    plain.writeUInt16BE(0, 10);
    expect(sign(plain, key, tsig?.timeSigned ?? 0).bytes.toString('hex')).toBe(bytes.toString('hex'));
  });
});

describe('the signature of a reply', () => {
  const now = 1_700_000_000;
  const request = sign(encodeMessage(empty), key, now);

  /** As a server signs it: over the MAC of the request, then the message. */
  function reply(message: Message, at = now): Buffer {
    const prefix = Buffer.alloc(2);
    prefix.writeUInt16BE(request.mac.length);
    const plain = encodeMessage(message);
    const own = hmac(Buffer.concat([prefix, request.mac, plain, signedVariables(at)]));
    const record = encodeTsig({ ...tsigBase(at), mac: own, originalId: message.id });
    const bytes = Buffer.concat([plain, record]);
    bytes.writeUInt16BE(1, 10);
    return bytes;
  }

  const take = (bytes: Buffer): Message => new ReplyVerifier(key, request.mac, () => now).take(bytes);

  it('is accepted when it is right', () => {
    expect(take(reply({ ...empty, flags: 0x8000 }))).toEqual({ ...empty, flags: 0x8000 });
  });

  it('is refused when anything was changed', () => {
    fc.assert(
      fc.property(fc.nat(reply(empty).length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = reply(empty);
        bytes.writeUInt8(bytes.readUInt8(at) ^ change, at);
        // The id is set anew by forwarders, and is not signed; the case of the key's name tells nothing.
        fc.pre(at > 1 && !(change === 0x20 && at >= 12 && at < 60));
        expect(() => take(bytes)).toThrow();
      }),
    );
  });

  it('is refused when it is missing, too old, or another key made it', () => {
    expect(() => take(encodeMessage(empty))).toThrow(BadSignature);
    expect(() => take(reply(empty, now - 301))).toThrow(BadSignature);
    const other = { ...key, secret: Buffer.alloc(32) };
    expect(() => new ReplyVerifier(other, request.mac, () => now).take(reply(empty))).toThrow(BadSignature);
  });
});

function tsigBase(at: number): Omit<Parameters<typeof encodeTsig>[0], 'mac' | 'originalId'> {
  const other = Buffer.alloc(0);
  return { keyName: key.name, algorithm: key.algorithm, timeSigned: at, fudge: 300, error: 0, other };
}

/** RFC 8945 section 4.3.3, written out. */
function signedVariables(at: number): Buffer {
  const hex = `08746573742d6b65790000ff000000000b686d61632d73686132353600${at
    .toString(16)
    .padStart(12, '0')}012c00000000`;
  return Buffer.from(hex, 'hex');
}

function hmac(bytes: Buffer): Buffer {
  return createHmac('sha256', key.secret).update(bytes).digest();
}

const byte = fc.integer({ min: 0, max: 255 });
const number16 = fc.integer({ min: 0, max: 0xffff });
const number32 = fc.integer({ min: 0, max: 0xffff_ffff });
const name = fc.array(fc.array(byte, { minLength: 1, maxLength: 20 }), { maxLength: 8 }).map((labels) => {
  const writer = new Writer();
  for (const label of labels) {
    writer.uint8(label.length);
    writer.bytes(Uint8Array.from(label));
  }
  writer.uint8(0);
  return new Reader(writer.done()).name();
});
const latin1 = fc.array(byte, { maxLength: 255 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const data: fc.Arbitrary<RecordData> = fc.oneof(
  number32.map((value) => ({
    type: 'A' as const,
    address: formatAddress({ family: 4, value: BigInt(value) }),
  })),
  fc
    .bigInt({ min: 0n, max: (1n << 128n) - 1n })
    .map((value) => ({ type: 'AAAA' as const, address: formatAddress({ family: 6, value }) })),
  fc.record({ type: fc.constantFrom('CNAME' as const, 'PTR' as const, 'NS' as const), target: name }),
  fc.record({
    type: fc.constant('SRV' as const),
    priority: number16,
    weight: number16,
    port: number16,
    target: name,
  }),
  fc.record({ type: fc.constant('TXT' as const), texts: fc.array(latin1, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    type: fc.constant('SOA' as const),
    primary: name,
    mailbox: name,
    serial: number32,
    refresh: number32,
    retry: number32,
    expire: number32,
    minimum: number32,
  }),
  fc.record({
    type: fc.constant('OTHER' as const),
    code: fc.constantFrom(15, 99, 257, 65_280),
    hex: fc.array(byte, { minLength: 1 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  }),
);
const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc
    .record({ name, class: number16, ttl: number32, data })
    .map((one) => ({ ...one, type: codeOf(one.data) })),
  fc.record({ name, type: number16, class: number16, ttl: number32, data: fc.constant(undefined) }),
);
const message: fc.Arbitrary<Message> = fc.record({
  id: number16,
  flags: number16,
  questions: fc.array(fc.record({ name, type: number16, class: number16 }), { maxLength: 2 }),
  answers: fc.array(entry, { maxLength: 5 }),
  authorities: fc.array(entry, { maxLength: 5 }),
  additionals: fc.array(entry, { maxLength: 5 }),
});

describe('any message', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(message, (one) => {
        expect(decodeMessage(encodeMessage(one)).message).toEqual(one);
      }),
      { numRuns: 500 },
    );
  });

  it('that was cut or changed is read or refused, and never anything else', () => {
    const damage = fc.array(fc.tuple(fc.nat(), byte), { maxLength: 8 });
    fc.assert(
      fc.property(message, damage, fc.nat(), (one, changes, length) => {
        const whole = encodeMessage(one);
        const bytes = whole.subarray(0, length % 3 === 0 ? length % (whole.length + 1) : whole.length);
        for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
        expectReadOrRefused(bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  it('of noise is read or refused, and never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (noise) => {
        expectReadOrRefused(Buffer.from(noise));
      }),
      { numRuns: 2_000 },
    );
  });

  it('made to be slow is refused at once: pointers upon pointers, labels without end', () => {
    const labels = Buffer.from('0161'.repeat(30_000), 'hex');
    const pointers = Buffer.concat([
      Buffer.from('00', 'hex'),
      ...Array.from({ length: 8_000 }, (_, n) => pointerTo(n === 0 ? 0 : 1 + 2 * (n - 1))),
    ]);
    expect(() => new Reader(labels).name()).toThrow(MalformedMessage);
    const reader = new Reader(pointers, pointers.length - 2);
    expect(() => reader.name()).toThrow(MalformedMessage);
  });
});

function pointerTo(target: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(0xc000 | target);
  return bytes;
}

function expectReadOrRefused(bytes: Buffer): void {
  try {
    const { message: read } = decodeMessage(bytes);
    tsigOf(read);
    expect(read.id).toBe(bytes.readUInt16BE(0));
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedMessage);
  }
}
