import type { TvsBalancer } from '../../../activities/tvs/index.js';
import { vipId, type RecordedVip, type Vip } from '../../../api/balancer/index.js';
import type { JournalEntry } from './tvs-process.js';

let addresses = 0;

/** An address that no VIP of this test file has had. */
export function freeAddress(): string {
  addresses += 1;
  return `10.96.${addresses >> 8}.${addresses & 255}`;
}

/** A VIP with a bit of everything. */
export function vip(address: string, change: Partial<Vip> = {}): Vip {
  return {
    address,
    service: { namespace: 'n', name: `s-${address}`, uid: `u-${address}` },
    listeners: [
      { protocol: 'TCP', port: 80, members: [{ address: '10.0.0.1', port: 8080, weight: 1, state: 'up' }] },
      { protocol: 'UDP', port: 53, members: [], healthCheck: { kind: 'tcp', intervalSeconds: 5 } },
    ],
    sourceRanges: ['10.0.0.0/8'],
    affinity: { kind: 'ClientIP', timeoutSeconds: 60 },
    ...change,
  };
}

export const absent = { kind: 'absent' } as const;
export const at = ({ version }: RecordedVip) => ({ kind: 'version', version }) as const;

export function make(by: TvsBalancer, owner: string, wanted: Vip): Promise<RecordedVip> {
  return by.put(vipId(owner, wanted.address), wanted, absent);
}

export async function allOf(balancer: TvsBalancer): Promise<readonly RecordedVip[]> {
  const found: RecordedVip[] = [];
  for await (const page of balancer.listOwned()) found.push(...page);
  return found;
}

/** The changes of one VIP. */
export function changesOf(journal: readonly JournalEntry[], id: string): readonly JournalEntry[] {
  return journal.filter((entry) => entry.id === id);
}
