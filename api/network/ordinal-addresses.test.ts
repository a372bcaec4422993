import { expect, it } from 'vitest';
import { ordinalAddressesOf, readOrdinalAddresses } from './ordinal-addresses.js';

it.each<[string, string, object, object]>([
  ['addresses of an ordinal', '3=10.1.0.10', { 3: ['10.1.0.10'] }, {}],
  ['addresses that cannot be read', '3=nowhere', {}, { 3: 'ordinal 3: "nowhere" is not an IP address' }],
  ['no address', '3=', {}, { 3: 'ordinal 3: "" is not an IP address' }],
  ['an ordinal that was named before', '3=10.1.0.1,3=10.1.0.2', {}, { 3: 'ordinal 3 is named twice' }],
  [
    'an address that was named before, however written',
    '0=fd00::1,3=fd00:0::1',
    { 0: ['fd00::1'] },
    { 3: 'ordinal 3: fd00::1 is named twice' },
  ],
  ['nothing', ' , ', {}, {}],
])('of an entry with %s', (_what, text, byOrdinal, unclear) => {
  const read = readOrdinalAddresses(text);
  expect(Object.fromEntries(read.byOrdinal)).toEqual(byOrdinal);
  expect(Object.fromEntries(read.unclear)).toEqual(unclear);
  expect(read.reasons).toEqual(Object.values(unclear));
});

it.each(['x=10.1.0.1', '10.1.0.1', '2147483648=10.1.0.1'])(
  'cannot tell whom %s is about, and says so',
  (text) => {
    const read = readOrdinalAddresses(`${text},1=10.1.0.2`);
    expect([...read.byOrdinal.keys()]).toEqual([1]);
    expect(read.unclear.size).toBe(0);
    expect(read.reasons).toEqual([`"${text}" is not of the form 0=10.1.0.10`]);
  },
);

it('asks for nothing without the annotation', () => {
  expect(ordinalAddressesOf(undefined).byOrdinal.size).toBe(0);
  expect(ordinalAddressesOf({}).reasons).toEqual([]);
});
