/** An error message of the switch. */
export interface Refusal {
  readonly type: number;
  readonly code: number;
}

const METER_MOD_FAILED = 12;
const METER_EXISTS = 1;

/** Numbers of the kinds of error (OpenFlow 1.4, 7.5.4), and what their codes mean where it may happen here. */
const kinds: Readonly<Record<number, readonly [kind: string, codes: Readonly<Record<number, string>>]>> = {
  0: ['no common version of OpenFlow', {}],
  1: [
    'a request that is not taken',
    { 0: 'its version', 1: 'its type', 5: 'no permission', 6: 'its length' },
  ],
  2: ['a wrong action', { 4: 'its port', 5: 'its argument' }],
  3: ['a wrong instruction', { 2: 'its table', 0: 'unknown', 1: 'not supported' }],
  4: [
    'a wrong match',
    { 6: 'an unknown field', 7: 'a value', 9: 'a field without what it needs', 10: 'a field twice' },
  ],
  5: ['a change of flows that failed', { 1: 'the table is full', 2: 'no such table', 4: 'no permission' }],
  [METER_MOD_FAILED]: [
    'a meter that is refused',
    {
      [METER_EXISTS]: 'it is there',
      2: 'its number',
      3: 'it is not there',
      10: 'too many meters',
      11: 'too many bands',
    },
  ],
  17: [
    'a bundle that failed',
    {
      2: 'its number',
      3: 'its number is taken',
      5: 'too many',
      12: 'too many messages',
      13: 'a message in it',
      14: 'too slow',
    },
  ],
};

/** Undefined for what is shorter than an error is. */
export function readRefusal(body: Buffer): Refusal | undefined {
  return body.length < 4 ? undefined : { type: body.readUInt16BE(0), code: body.readUInt16BE(2) };
}

export function isMeterThere({ type, code }: Refusal): boolean {
  return type === METER_MOD_FAILED && code === METER_EXISTS;
}

export function describeRefusal({ type, code }: Refusal): string {
  const [kind, codes] = kinds[type] ?? ['an error', {}];
  const meaning = codes[code];
  return `${kind}${meaning === undefined ? '' : ` (${meaning})`}, type ${type}, code ${code}`;
}
