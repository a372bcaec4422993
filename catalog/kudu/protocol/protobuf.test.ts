import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtobufReader, ProtobufWriter, varint } from './protobuf.js';
import { bulkChangeConfig, changeTServerState, leaderStepDown, listTabletServers } from './questions.js';

describe('protocol buffers', () => {
  it.each([
    [0n, '00'],
    [127n, '7f'],
    [300n, 'ac02'],
    [2n ** 64n - 1n, 'ffffffffffffffffff01'],
  ])('write %s as %s', (value, hex) => {
    expect(varint(value).toString('hex')).toBe(hex);
  });

  it('read back what they wrote', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 64n - 1n), fc.uint8Array(), (number, array) => {
        const to = new ProtobufWriter();
        to.varint(1, number);
        to.bytes(2000, Buffer.from(array));
        expect(new ProtobufReader(to.finish()).fields()).toEqual(
          new Map<number, unknown>([
            [1, [number]],
            [2000, [Buffer.from(array)]],
          ]),
        );
      }),
    );
  });

  it('end with a message or a RangeError, whatever they are given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (array) => {
        try {
          listTabletServers.reply.decode(Buffer.from(array));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });

  it.each([
    ['0a0161', 'ends within a field', 'field 2 is missing'],
    ['0a0961', 'ends too early', 'the message ends too early'],
    ['0b', 'has a group', 'wire type 3'],
    ['ffffffffffffffffffffff', 'has a number that is too long', 'a number of more than ten bytes'],
  ])('refuse %s, which %s', (hex, _what, reason) => {
    expect(() => leaderStepDown.request.decode(Buffer.from(hex, 'hex'))).toThrow(reason);
  });

  it('skip fields that are not known, of every wire type', () => {
    const known = changeTServerState.reply.encode({ error: undefined });
    const unknown = Buffer.from('a00601a9060102030405060708ad0601020304', 'hex');
    expect(changeTServerState.reply.decode(Buffer.concat([unknown, known]))).toEqual({ error: undefined });
  });
});

// Bytes by hand from the numbers of fields in the descriptors of Kudu 1.17.
describe('the requests', () => {
  it('for maintenance mode allow a server that the masters do not know', () => {
    const request = { change: { uuid: 'ab', change: 1 }, missing: 1 };
    expect(changeTServerState.request.encode(request).toString('hex')).toBe('0a060a02616210011001');
  });

  it('for a mark on a copy carry the index of the configuration that was seen', () => {
    const request = {
      destination: 'd',
      tablet: 't',
      changes: [
        {
          type: 3,
          peer: {
            uuid: 'u',
            memberType: 1,
            address: undefined,
            attributes: { promote: undefined, replace: true },
            health: undefined,
          },
        },
      ],
      expectedIndex: 7,
    };
    expect(bulkChangeConfig.request.encode(request).toString('hex')).toBe(
      '0a0164120174' + '1a0d' + '0803' + '1209' + '0a0175' + '1001' + '22021001' + '2007',
    );
  });
});
