import { createHmac, timingSafeEqual } from 'node:crypto';
import { classCode, tsigErrorName, typeCode } from './codes.js';
import { MalformedMessage } from './malformed.js';
import { decodeMessage, type Decoded, type Entry, type Message } from './message.js';
import { Reader } from './reader.js';
import { Writer } from './writer.js';

/** Of those of RFC 8945 section 6 that are not deprecated and that name servers have. */
export const tsigAlgorithms = ['hmac-sha256', 'hmac-sha384', 'hmac-sha512'] as const;
export type TsigAlgorithm = (typeof tsigAlgorithms)[number];

export interface TsigKey {
  readonly name: string;
  readonly algorithm: TsigAlgorithm;
  readonly secret: Buffer;
}

/** Seconds that clocks may differ (RFC 8945 section 10). */
const fudge = 300;
/** So many messages of a stream may go by without a signature (RFC 8945 section 5.3.1). */
const mostUnsigned = 99;

/** What stands in a TSIG record (RFC 8945 section 4.2). */
export interface Tsig {
  readonly keyName: string;
  readonly algorithm: string;
  readonly timeSigned: number;
  readonly fudge: number;
  readonly mac: Buffer;
  readonly originalId: number;
  readonly error: number;
  readonly other: Buffer;
}

export interface Signed {
  readonly bytes: Buffer;
  /** Goes into the signature of the reply. */
  readonly mac: Buffer;
}

/** Why a signature is not good. Not known to be the server's word, so never proof of anything. */
export class BadSignature extends Error {
  override readonly name = 'BadSignature';
  constructor(
    reason: string,
    /** The error in the TSIG record, if the server sent one: it does not know the key, or our clock is wrong. */
    readonly code?: number,
  ) {
    super(reason);
  }
}

/** Adds a TSIG to an encoded request. `now`: seconds since 1970. */
export function sign(request: Buffer, key: TsigKey, now: number): Signed {
  const variables = {
    keyName: key.name,
    algorithm: key.algorithm,
    timeSigned: now,
    fudge,
    error: 0,
    other: Buffer.alloc(0),
  };
  const mac = createHmac(hashOf(key.algorithm), key.secret)
    .update(request)
    .update(variablesOf(variables))
    .digest();
  const tsig = { ...variables, mac, originalId: request.readUInt16BE(0) };
  const bytes = Buffer.concat([request, encodeTsig(tsig)]);
  bytes.writeUInt16BE(request.readUInt16BE(10) + 1, 10);
  return { bytes, mac };
}

/** The record on the wire, uncompressed. */
export function encodeTsig(tsig: Tsig): Buffer {
  const writer = new Writer();
  writer.name(tsig.keyName);
  writer.uint16(typeCode.TSIG);
  writer.uint16(classCode.ANY);
  writer.uint32(0);
  writer.sized(() => {
    writer.name(tsig.algorithm);
    writer.uint48(tsig.timeSigned);
    writer.uint16(tsig.fudge);
    writer.uint16(tsig.mac.length);
    writer.bytes(tsig.mac);
    for (const number of [tsig.originalId, tsig.error, tsig.other.length]) writer.uint16(number);
    writer.bytes(tsig.other);
  });
  return writer.done();
}

/** The TSIG of a message, which must be its last record; undefined if it has none. @throws MalformedMessage */
export function tsigOf(message: Message): Tsig | undefined {
  const records = [...message.answers, ...message.authorities, ...message.additionals];
  const last = message.additionals.at(-1);
  const count = records.filter(({ type }) => type === typeCode.TSIG).length;
  if (count === 0) return undefined;
  if (count > 1 || last?.type !== typeCode.TSIG) throw new MalformedMessage('a TSIG is not the last record');
  return readTsig(last);
}

function readTsig({ name, class: rrClass, ttl, data }: Entry): Tsig {
  if (data?.type !== 'OTHER' || rrClass !== classCode.ANY || ttl !== 0) {
    throw new MalformedMessage('a TSIG is not as RFC 8945 section 4.2 has it');
  }
  // Names in it are uncompressed (RFC 8945 section 4.2), so that its bytes stand for themselves.
  const reader = new Reader(Buffer.from(data.hex, 'hex'));
  const algorithm = reader.name();
  const [timeSigned, window] = [reader.uint48(), reader.uint16()];
  const mac = reader.bytes(reader.uint16());
  const [originalId, error] = [reader.uint16(), reader.uint16()];
  const other = reader.bytes(reader.uint16());
  if (reader.at !== reader.buffer.length) throw new MalformedMessage('a TSIG is longer than it says');
  return { keyName: name, algorithm, timeSigned, fudge: window, mac, originalId, error, other };
}

/** Checks the replies to one signed request: one message, or the many of a transfer (RFC 8945 section 5.3.1). */
export class ReplyVerifier {
  /** The MAC before: first that of the request. */
  #priorMac: Buffer;
  #unsigned: Buffer[] = [];
  #first = true;

  constructor(
    private readonly key: TsigKey,
    requestMac: Buffer,
    /** Seconds since 1970. */
    private readonly now: () => number,
  ) {
    this.#priorMac = requestMac;
  }

  /** Whether all that was taken so far is signed; the last message of a stream must be. */
  get settled(): boolean {
    return !this.#first && this.#unsigned.length === 0;
  }

  /** @throws BadSignature, MalformedMessage */
  take(bytes: Buffer): Message {
    const decoded = decodeMessage(bytes);
    const { message } = decoded;
    const tsig = tsigOf(message);
    if (tsig === undefined) {
      if (this.#first) throw new BadSignature('the reply is not signed');
      this.#unsigned.push(bytes);
      if (this.#unsigned.length > mostUnsigned) throw new BadSignature('too many replies are not signed');
      return message;
    }
    this.#verify(decoded, bytes, tsig);
    return { ...message, additionals: message.additionals.slice(0, -1) };
  }

  #verify({ lastRecordAt }: Decoded, bytes: Buffer, tsig: Tsig): void {
    // Such a reply is not signed: the server could not check our signature, so it cannot make one.
    if (tsig.mac.length === 0) {
      throw new BadSignature(tsigErrorName(tsig.error), tsig.error);
    }
    if (tsig.keyName !== this.key.name || tsig.algorithm !== this.key.algorithm) {
      throw new BadSignature('the reply is signed with another key');
    }
    const plain = Buffer.from(bytes.subarray(0, lastRecordAt));
    plain.writeUInt16BE(tsig.originalId, 0);
    plain.writeUInt16BE(plain.readUInt16BE(10) - 1, 10);
    const hmac = createHmac(hashOf(this.key.algorithm), this.key.secret);
    const size = Buffer.alloc(2);
    size.writeUInt16BE(this.#priorMac.length);
    hmac.update(size).update(this.#priorMac);
    for (const message of this.#unsigned) hmac.update(message);
    hmac.update(plain).update(this.#first ? variablesOf(tsig) : timersOf(tsig));
    const wanted = hmac.digest();
    if (wanted.length !== tsig.mac.length || !timingSafeEqual(wanted, tsig.mac)) {
      throw new BadSignature('the signature of the reply is wrong');
    }
    if (tsig.error !== 0) throw new BadSignature(tsigErrorName(tsig.error), tsig.error);
    if (Math.abs(this.now() - tsig.timeSigned) > tsig.fudge) throw new BadSignature('the reply is too old');
    this.#priorMac = tsig.mac;
    this.#unsigned = [];
    this.#first = false;
  }
}

function hashOf(algorithm: TsigAlgorithm): string {
  return algorithm.slice('hmac-'.length);
}

/** RFC 8945 section 4.3.3. */
function variablesOf(tsig: Omit<Tsig, 'mac' | 'originalId'>): Buffer {
  const writer = new Writer();
  writer.name(tsig.keyName);
  writer.uint16(classCode.ANY);
  writer.uint32(0);
  writer.name(tsig.algorithm);
  writer.bytes(timersOf(tsig));
  writer.uint16(tsig.error);
  writer.uint16(tsig.other.length);
  writer.bytes(tsig.other);
  return writer.done();
}

function timersOf({ timeSigned, fudge: window }: Pick<Tsig, 'timeSigned' | 'fudge'>): Buffer {
  const writer = new Writer();
  writer.uint48(timeSigned);
  writer.uint16(window);
  return writer.done();
}
