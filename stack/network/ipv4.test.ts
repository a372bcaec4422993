import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressAt, overlap, parseNetwork, subnetAt, type Network } from './ipv4.js';

const address = fc.ipV4();
const network = fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([ip, bits]) => `${ip}/${bits}`);

function parsed(text: string): Network {
  const found = parseNetwork(text);
  if (found === undefined) throw new Error(`${text} was not read`);
  return found;
}

/** Whether the system's own arithmetic puts the address into the network. */
function contains(text: string, ip: string): boolean {
  const [prefix = '', bits] = text.split('/');
  const list = new BlockList();
  list.addSubnet(prefix, Number(bits), 'ipv4');
  return list.check(ip, 'ipv4');
}

describe('parseNetwork', () => {
  it('begins a network at its first address, wherever in it the text points', () => {
    expect(parsed('10.90.7.9/16')).toEqual(parsed('10.90.0.0/16'));
    expect(parsed('255.255.255.255/0')).toEqual({ first: 0, bits: 0 });
  });

  it('takes a plain address as a network of one', () => {
    expect(parsed('10.0.0.1')).toEqual(parsed('10.0.0.1/32'));
  });

  it.each(['', 'default', '10.0.0', '10.0.0.0/33', '10.0.0.256/8', '10.0.0.0/', ' 10.0.0.0/8', 'fd00::/8'])(
    'refuses %j',
    (text) => {
      expect(parseNetwork(text)).toBeUndefined();
    },
  );
});

describe('addressAt', () => {
  it('counts over the borders of octets', () => {
    expect(addressAt('10.90.0.0/16', 255)).toBe('10.90.0.255');
    expect(addressAt('10.90.0.0/16', 256)).toBe('10.90.1.0');
  });

  it('keeps addresses above 127.255.255.255 positive', () => {
    expect(addressAt('192.168.0.0/16', 1)).toBe('192.168.0.1');
  });

  it('names the text that is no network', () => {
    expect(() => addressAt('corp', 1)).toThrow('corp is no IPv4 network');
  });

  it('stays inside the network for every number below its size', () => {
    fc.assert(
      fc.property(network, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (text, part) => {
        const n = Math.floor(part * 2 ** (32 - parsed(text).bits));
        return contains(text, addressAt(text, n));
      }),
    );
  });
});

describe('subnetAt', () => {
  it('cuts a network into parts of which no two have an address in common', () => {
    const cut = fc
      .tuple(fc.integer({ min: 8, max: 24 }), fc.integer({ min: 1, max: 8 }))
      .chain(([bits, more]) =>
        fc.record({
          whole: address.map((ip) => `${ip}/${bits}`),
          bits: fc.constant(bits + more),
          numbers: fc.uniqueArray(fc.integer({ min: 0, max: 2 ** more - 1 }), { minLength: 2, maxLength: 2 }),
        }),
      );
    fc.assert(
      fc.property(cut, ({ whole, bits, numbers }) => {
        const [one = '', other = ''] = numbers.map((n) => subnetAt(whole, bits, n));
        expect(overlap(parsed(one), parsed(other))).toBe(false);
        for (const part of [one, other]) {
          expect(overlap(parsed(whole), parsed(part))).toBe(true);
          expect(part).toBe(`${addressAt(part, 0)}/${bits}`);
        }
      }),
    );
  });
});

describe('overlap', () => {
  it('is what the system says of the first address of the smaller in the larger', () => {
    fc.assert(
      fc.property(network, network, (one, other) => {
        const [larger, smaller] = parsed(one).bits <= parsed(other).bits ? [one, other] : [other, one];
        const expected = contains(larger, addressAt(smaller, 0));
        expect(overlap(parsed(one), parsed(other))).toBe(expected);
        expect(overlap(parsed(other), parsed(one))).toBe(expected);
      }),
    );
  });

  it('tells neighbours apart by their last and first address', () => {
    expect(overlap(parsed('10.0.0.0/25'), parsed('10.0.0.128/25'))).toBe(false);
    expect(overlap(parsed('10.0.0.0/25'), parsed('10.0.0.127'))).toBe(true);
  });
});
