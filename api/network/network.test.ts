import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalAddress, formatAddress, parseAddress } from './address.js';
import { parseChosenAddresses } from './annotations.js';
import { formatOrdinalAddresses, parseOrdinalAddresses } from './ordinal-addresses.js';
import { formatBlock, merged, parseBlock, parseSubnet, without, type Block } from './block.js';
import { choosePool, readablePool } from './choose-pool.js';
import { parseDuration } from './duration.js';
import { ipPoolSpecSchema, type IPPoolSpec } from './ip-pool.js';
import { judgeWish } from './judge-wish.js';
import { assignmentName, macOf, reservationName } from './names.js';
import { spaceOf } from './pool-space.js';
import { overlapProblems, validatePool } from './validate-pool.js';

const pool = (spec: Partial<IPPoolSpec>): IPPoolSpec => ipPoolSpecSchema.parse(spec);
const v4 = (ranges: string[], more: object = {}) => ({ ipv4: { subnet: '10.90.0.0/16', ranges, ...more } });

describe('an address', () => {
  it.each([
    ['10.90.64.5', '10.90.64.5'],
    ['FD00:0090::0001', 'fd00:90::1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['::', '::'],
    ['::ffff:10.1.2.3', '::ffff:a01:203'],
    ['1::', '1::'],
    ['010.1.1.1', undefined],
    ['10.1.1', undefined],
    ['fe80::1%eth0', undefined],
    ['', undefined],
  ])('%s is written %s', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  it('is read as it was written, whatever its number', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (value) => {
        expect(parseAddress(formatAddress({ family: 6, value }))).toEqual({ family: 6, value });
        const four = { family: 4 as const, value: value & 0xffffffffn };
        expect(parseAddress(formatAddress(four))).toEqual(four);
      }),
    );
  });
});

it('takes for addresses what Node takes for them, but for zones', () => {
  const piece = fc.oneof(
    fc.constantFrom(':', '::', '.', '0', '00', '1.2.3.4', '255', '256', 'ffff', '12345', 'g', '%1', ' '),
    fc.ipV4(),
    fc.ipV6(),
    fc.stringMatching(/^[0-9a-f]{1,4}$/),
  );
  const text = fc.array(piece, { maxLength: 17 }).map((pieces) => pieces.join(''));
  const groups = fc
    .array(fc.constantFrom('0', 'ab', '', '1.2.3.4'), { minLength: 3, maxLength: 9 })
    .map((list) => list.join(':'));
  fc.assert(
    fc.property(fc.oneof(text, groups), (candidate) => {
      const known = isIP(candidate);
      expect(parseAddress(candidate)?.family ?? 0).toBe(candidate.includes('%') ? 0 : known);
    }),
    { numRuns: 2000 },
  );
});

describe('a block', () => {
  it.each([
    ['10.90.64.1-10.90.64.9', '10.90.64.1-10.90.64.9'],
    ['10.90.64.0/30', '10.90.64.0-10.90.64.3'],
    ['10.90.64.7', '10.90.64.7'],
    ['10.90.64.9-10.90.64.1', undefined],
    ['10.90.64.1-fd00::1', undefined],
    ['10.90.64.1/30', undefined],
    ['10.90.64.1-', undefined],
    ['a-b-c', undefined],
  ])('%s means %s', (text, meaning) => {
    const block = parseBlock(text);
    expect(block && formatBlock(block)).toBe(meaning);
  });

  it('gives up exactly what is taken out of it', () => {
    const near = fc.tuple(fc.nat(30), fc.nat(10)).map(([first, more]) => ({
      family: 4 as const,
      first: BigInt(first),
      last: BigInt(first + more),
    }));
    fc.assert(
      fc.property(fc.array(near), fc.array(near), (given, taken) => {
        const left = without(merged(given), taken);
        const has = (blocks: readonly Block[], n: bigint) => blocks.some((b) => b.first <= n && n <= b.last);
        for (let n = 0n; n < 45n; n += 1n) {
          expect(has(left, n)).toBe(has(given, n) && !has(taken, n));
        }
      }),
    );
  });
});

describe('names', () => {
  it('write IPv6 out in full', () => {
    expect(assignmentName('fd00:90::1')).toBe('fd00-0090-0000-0000-0000-0000-0000-0001');
    expect(assignmentName('10.90.64.5')).toBe('10.90.64.5');
    expect(() => assignmentName('web-0')).toThrow(RangeError);
  });

  it('stay apart and acceptable when they must be cut', () => {
    const long = `${'a'.repeat(234)}.${'b'.repeat(18)}`;
    const names = [reservationName('x', `${long}a`), reservationName('x', `${long}b`)];
    expect(new Set(names).size).toBe(2);
    for (const name of names)
      expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
    expect(reservationName('x', 'y.z')).toBe('x.y.z');
  });

  it('give the same address the same MAC', () => {
    expect(macOf(['10.90.64.5', 'fd90::5'])).toBe('0a:58:0a:5a:40:05');
    expect(macOf(['fd90::5'])).toMatch(/^0a:58(:[0-9a-f]{2}){4}$/);
    expect(() => macOf([])).toThrow(RangeError);
  });
});

describe('an annotation', () => {
  it.each([
    ['10.1.0.10', ['10.1.0.10']],
    ['fd00:0::10, 10.1.0.10', ['10.1.0.10', 'fd00::10']],
  ])('%s chooses %s', (text, addresses) => {
    expect(parseChosenAddresses(text)).toEqual({ ok: true, addresses });
  });

  it.each([
    ['10.1.0.10,10.1.0.11', 'there is more than one IPv4 address'],
    ['web', '"web" is not an IP address'],
    ['', '"" is not an IP address'],
  ])('%s is refused since %s', (text, reason) => {
    expect(parseChosenAddresses(text)).toEqual({ ok: false, reason });
  });

  it('of a set chooses for each ordinal', () => {
    const parsed = parseOrdinalAddresses('0=10.1.0.10, 2 = 10.1.0.12+fd00::12');
    const byOrdinal = new Map([
      [0, ['10.1.0.10']],
      [2, ['10.1.0.12', 'fd00::12']],
    ]);
    expect(parsed).toEqual({ ok: true, byOrdinal });
    expect(formatOrdinalAddresses(byOrdinal)).toBe('0=10.1.0.10,2=10.1.0.12+fd00::12');
  });

  it.each([
    ['0=10.1.0.10,0=10.1.0.11', 'ordinal 0 is named twice'],
    ['0=10.1.0.10,1=10.1.0.10', 'ordinal 1: 10.1.0.10 is named twice'],
    ['x=10.1.0.10', '"x=10.1.0.10" is not of the form 0=10.1.0.10'],
    ['3=nowhere', 'ordinal 3: "nowhere" is not an IP address'],
  ])('of a set, %s is refused since %s', (text, reason) => {
    expect(parseOrdinalAddresses(text)).toEqual({ ok: false, reason });
  });
});

it.each([
  ['72h', 259_200_000],
  ['1d12h', 129_600_000],
  ['0s', 0],
  ['', undefined],
  ['h', undefined],
  ['1h1d', undefined],
])('the duration %s has %s ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

describe('a pool', () => {
  it('keeps the ends of the subnet, the gateway and what is excluded from pods', () => {
    const [space] = spaceOf(
      pool({
        ipv4: {
          subnet: '10.9.0.0/28',
          ranges: ['10.9.0.0/28'],
          exclude: ['10.9.0.4-10.9.0.6'],
          gateway: '10.9.0.1',
        },
      }),
    );
    expect(space?.blocks.map(formatBlock)).toEqual(['10.9.0.2-10.9.0.3', '10.9.0.7-10.9.0.14']);
    expect(space?.capacity).toBe(10n);
  });

  it.each<[string, Partial<IPPoolSpec>, string[]]>([
    ['is in order', v4(['10.90.64.1-10.90.64.9'], { gateway: '10.90.0.1' }), []],
    ['has no family', {}, ['spec PoolWithoutFamily']],
    [
      'has a subnet with bits behind its prefix',
      { ipv4: { subnet: '10.90.0.1/16', ranges: ['10.90.0.1'] } },
      ['spec.ipv4.subnet PoolBlockMalformed'],
    ],
    ['has a range elsewhere', v4(['10.91.0.1-10.91.0.9']), ['spec.ipv4.ranges[0] OutsideSubnet']],
    ['has a range that is none', v4(['x']), ['spec.ipv4.ranges[0] PoolBlockMalformed']],
    [
      'has its gateway elsewhere',
      v4(['10.90.64.1'], { gateway: '10.91.0.1' }),
      ['spec.ipv4.gateway OutsideSubnet'],
    ],
    ['leaves nothing', v4(['10.90.64.1'], { exclude: ['10.90.64.0/24'] }), ['spec.ipv4.ranges PoolEmpty']],
    [
      'has a route of two families',
      { ...v4(['10.90.64.1']), routes: [{ to: '10.96.0.0/16', via: 'fd00::1' }] },
      ['spec.routes[0].via PoolBlockMalformed'],
    ],
  ])('that %s is told so', (_what, spec, problems) => {
    expect(validatePool(pool(spec)).map(({ field, code }) => `${field} ${code}`)).toEqual(problems);
  });

  it('stands against others that offer the same addresses, or are the default too', () => {
    const one = { name: 'one', spec: pool({ ...v4(['10.90.64.1-10.90.64.9']), default: true }) };
    const apart = { name: 'apart', spec: pool(v4(['10.90.64.10'])) };
    const same = { name: 'same', spec: pool({ ...v4(['10.90.64.9']), default: true }) };
    expect(overlapProblems(one, [one, apart])).toEqual([]);
    expect(overlapProblems(one, [one, apart, same]).map(({ code }) => code)).toEqual([
      'PoolsOverlap',
      'SecondDefaultPool',
    ]);
  });

  it('takes an IPv6 range of more addresses than can be counted one by one', () => {
    const [space] = spaceOf(pool({ ipv6: { subnet: 'fd90::/64', ranges: ['fd90::/64'] } }));
    expect(space?.capacity).toBe((1n << 64n) - 1n);
    expect(parseSubnet('fd90::/64')?.prefix).toBe(64);
  });
});

const pools = [
  readablePool('common', pool({ ...v4(['10.90.1.0/24']), default: true })),
  readablePool('shop', pool({ ...v4(['10.90.2.0/24']), namespaces: ['shop'] })),
  readablePool('bank', pool({ ...v4(['10.90.3.0/24']), namespaces: ['bank'] })),
];

describe('the pool of a pod', () => {
  const nothing = { pool: undefined, addresses: [], current: undefined };
  it.each([
    ['names nothing, of a namespace with a pool', { ...nothing, namespace: 'shop' }, 'shop'],
    ['names nothing', { ...nothing, namespace: 'other' }, 'common'],
    ['names a pool', { ...nothing, namespace: 'shop', pool: 'common' }, 'common'],
    ['has an address already', { ...nothing, namespace: 'shop', current: 'common' }, 'common'],
    [
      'names an address',
      { ...nothing, namespace: 'shop', addresses: ['10.90.1.5'], current: 'shop' },
      'common',
    ],
    ['names a pool of others', { ...nothing, namespace: 'shop', pool: 'bank' }, 'PoolNotForNamespace'],
    ['names a pool that is not there', { ...nothing, namespace: 'shop', pool: 'gone' }, 'PoolNotFound'],
    [
      'has an address of a pool that is gone',
      { ...nothing, namespace: 'shop', current: 'gone' },
      'PoolNotFound',
    ],
    [
      'names an address of nobody',
      { ...nothing, namespace: 'shop', addresses: ['10.90.9.5'] },
      'AddressNotOffered',
    ],
    [
      'names an address outside the pool it names',
      { ...nothing, namespace: 'shop', pool: 'shop', addresses: ['10.90.1.5'] },
      'AddressNotOffered',
    ],
  ])('that %s', (_what, wish, expected) => {
    const choice = choosePool(pools, wish);
    expect(choice.ok ? choice.pool.name : choice.problem.code).toBe(expected);
  });

  it('is none without a default', () => {
    const choice = choosePool(pools.slice(1), { ...nothing, namespace: 'other' });
    expect(choice).toMatchObject({ ok: false, problem: { code: 'NoPoolForNamespace' } });
  });
});

describe('a wish', () => {
  const held = [
    {
      name: 'shop.web-0',
      namespace: 'shop',
      podName: 'web-0',
      addresses: ['10.90.2.5'],
      former: [{ address: '10.90.2.6' }],
    },
  ];
  it.each([
    ['for a free address', 'web-1', ['10.90.2.7'], []],
    ['for its own', 'web-0', ['10.90.2.5'], []],
    ["for another's", 'web-1', ['10.90.2.5'], ['AddressHeld']],
    ['for what another had until just now', 'web-1', ['10.90.2.6'], ['AddressHeld']],
    ['for what is no address', 'web-1', ['nowhere'], ['AddressMalformed']],
    ['for an address of nobody', 'web-1', ['10.99.0.1'], ['AddressNotOffered']],
    ["for an address of another namespace's pool", 'web-1', ['10.90.3.1'], ['PoolNotForNamespace']],
  ])('%s is judged', (_what, podName, addresses, codes) => {
    expect(judgeWish(pools, held, 'shop', podName, addresses).map(({ code }) => code)).toEqual(codes);
  });
});
