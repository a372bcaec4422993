import { describe, expect, it } from 'vitest';
import type { IPAssignment, IPReservation } from '../../api/network/index.js';
import { decideSweep } from './decide.js';

const now = new Date('2026-01-10T00:00:00Z');
const [past, future] = ['2026-01-09T00:00:00Z', '2026-01-11T00:00:00Z'];

function reservation(
  status: IPReservation['status'],
  former?: IPReservation['spec']['former'],
): IPReservation {
  return {
    metadata: { name: 'shop.web-0', uid: 'u1', resourceVersion: '1' },
    spec: {
      namespace: 'shop',
      podName: 'web-0',
      pool: 'p',
      addresses: ['10.0.0.1'],
      ...(former && { former }),
    },
    status,
  };
}

function assignment(address: string, uid = 'u1', name = 'shop.web-0'): IPAssignment {
  return {
    metadata: { name: address, uid: `a-${address}`, resourceVersion: '1' },
    spec: { address, pool: 'p', reservation: { name, uid } },
  };
}

const findings = (reservations: IPReservation[], assignments: IPAssignment[] = []) =>
  decideSweep({ reservations, assignments, now }).map((finding) => finding.kind);

describe('a reservation', () => {
  it.each<[string, IPReservation, string[]]>([
    ['that is bound stays', reservation({ phase: 'Bound', expiresAt: past }), []],
    ['whose time is to come stays', reservation({ phase: 'Released', expiresAt: future }), []],
    ['whose time cannot be read stays', reservation({ phase: 'Released', expiresAt: 'soon' }), []],
    ['without a time stays', reservation({ phase: 'Released' }), []],
    ['whose time is over goes', reservation({ phase: 'Released', expiresAt: past }), ['expired']],
    [
      'whose former address has time left stays',
      reservation({ phase: 'Released', expiresAt: past }, [{ address: '10.0.0.2', until: future }]),
      [],
    ],
    [
      'that stays gives up a former address whose time is over',
      reservation({ phase: 'Bound' }, [{ address: '10.0.0.2', until: past }]),
      ['former'],
    ],
    [
      'goes on giving up what it began to',
      reservation({ phase: 'Bound' }, [{ address: '10.0.0.2', until: future, freeing: true }]),
      ['former'],
    ],
  ])('%s', (_what, seen, kinds) => {
    expect(findings([seen])).toEqual(kinds);
  });
});

describe('an assignment', () => {
  const bound = reservation({ phase: 'Bound' }, [{ address: '10.0.0.2', until: future }]);
  it.each<[string, IPAssignment, string[]]>([
    ['of an address that its reservation lists stays', assignment('10.0.0.1'), []],
    ['of a former address stays', assignment('10.0.0.2'), []],
    ['of an address that its reservation does not list goes', assignment('10.0.0.3'), ['orphan']],
    ['of an earlier reservation of the name goes', assignment('10.0.0.1', 'u0'), ['orphan']],
    ['of a reservation that is gone goes', assignment('10.0.0.1', 'u1', 'shop.web-9'), ['orphan']],
  ])('%s', (_what, seen, kinds) => {
    expect(findings([bound], [seen])).toEqual(kinds);
  });
});
