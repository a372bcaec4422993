import { expect, it } from 'vitest';
import { Faults, faultsBody, type Fault } from './faults.js';

const kinds = (faults: readonly Fault[]): readonly string[] => faults.map(({ kind }) => kind);
function waiting(faults: readonly unknown[], random = (): number => 0): Faults {
  const all = new Faults(random);
  all.replace(faultsBody.parse({ faults }).faults);
  return all;
}

it('happen so many times, and are counted', () => {
  const faults = waiting([{ kind: 'hang', count: 2 }]);
  expect([1, 2, 3].map(() => kinds(faults.meet('GET', '/v1/vips')))).toEqual([['hang'], ['hang'], []]);
  expect(faults.list()).toMatchObject([{ kind: 'hang', happened: 2 }]);
});

it('meet only requests of their method and path', () => {
  const faults = waiting([{ kind: 'lose-reply', method: 'PUT', path: '/v1/vips/x' }]);
  const met = [
    faults.meet('GET', '/v1/vips/x'),
    faults.meet('PUT', '/v1/vips/y'),
    faults.meet('PUT', '/v1/vips/x'),
    faults.meet('PUT', '/v1/vips/x/members'),
  ];
  expect(met.map(kinds)).toEqual([[], [], ['lose-reply'], ['lose-reply']]);
});

it('happen with their probability', () => {
  const dice = [0.1, 0.3, 0.29, 0.9].values();
  const faults = waiting([{ kind: 'hang', probability: 0.3 }], () => dice.next().value ?? 0);
  expect([1, 2, 3, 4].map(() => faults.meet('GET', '/').length)).toEqual([1, 0, 1, 0]);
});

it('delay a request and fail it besides, but fail it in one way only', () => {
  const faults = waiting([
    { kind: 'status', status: 503, count: 1 },
    { kind: 'latency', ms: 5 },
    { kind: 'hang' },
    { kind: 'latency', ms: 7 },
  ]);
  expect(kinds(faults.meet('GET', '/'))).toEqual(['status', 'latency']);
  expect(kinds(faults.meet('GET', '/'))).toEqual(['latency', 'hang']);
});

it.each([
  ['a status that is no fault', { kind: 'status', status: 404 }],
  ['a probability above one', { kind: 'hang', probability: 2 }],
  ['a kind that is not there', { kind: 'explode' }],
])('does not take %s', (_what, fault) => {
  expect(faultsBody.safeParse({ faults: [fault] }).success).toBe(false);
});
