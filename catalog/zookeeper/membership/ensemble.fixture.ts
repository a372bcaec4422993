import type { Role } from '../identity.js';
import type { Ensemble } from './ensemble.js';

/** Servers 1 and up that all vote, the first one leads, all serve but those that are named. */
export function ensemble(given: {
  readonly servers: number;
  readonly away?: readonly number[];
  /** Serve without being on the list. */
  readonly voteless?: readonly number[];
  readonly observers?: readonly number[];
  readonly leader?: number;
}): Ensemble {
  const { away = [], voteless = [], observers = [], leader = 1 } = given;
  const voters = Array.from({ length: given.servers }, (_, index) => index + 1);
  const listed: (readonly [number, Role])[] = [
    ...voters.map((id) => [id, 'participant'] as const),
    ...observers.map((id) => [id, 'observer'] as const),
  ];
  const serving = [...listed.map(([id]) => id), ...voteless].filter((id) => !away.includes(id));
  return {
    list: { version: 1n, roles: new Map(listed) },
    leader,
    states: new Map(
      serving.map((id) => [id, { id, leads: id === leader, serving: true, voters, observers: 0 }]),
    ),
  };
}
