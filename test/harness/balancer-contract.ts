import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Balancer } from '../../activities/balancer/provider.js';
import { vipId, type RecordedVip, type Vip } from '../../api/balancer/index.js';

/** A balancer to be held against what every Balancer promises, empty at first. */
export interface BalancerUnderTest {
  /** The same balancer as two clusters use it; the owners are UIDs of their own. */
  readonly ours: Balancer;
  readonly others: Balancer;
  stop(): Promise<void>;
}

const owner = '6b0c5a52-0b1d-4f0e-9a53-0d6b9ddc1a01';
export const contractOwners = { ours: owner, others: '77d0d6a4-9d0f-4e6c-8e5a-3c1b2a4f5e02' } as const;

function vip(address: string, change: Partial<Vip> = {}): Vip {
  const member = { address: '10.90.0.11', port: 9200, weight: 1, state: 'up' } as const;
  return {
    address,
    service: { namespace: 'shop', name: `of-${address.replaceAll('.', '-')}`, uid: `uid of ${address}` },
    sourceRanges: [],
    listeners: [{ protocol: 'TCP', port: 9200, members: [member] }],
    ...change,
  };
}

const absent = { kind: 'absent' } as const;
const at = ({ version }: RecordedVip) => ({ kind: 'version', version }) as const;

async function listed(balancer: Balancer): Promise<readonly RecordedVip[]> {
  const all: RecordedVip[] = [];
  for await (const page of balancer.listOwned()) all.push(...page);
  return all;
}

/** What `activities/balancer/provider.ts` says, as tests: each Balancer of ours has to pass them. */
export function holdsTheContract(name: string, make: () => Promise<BalancerUnderTest>): void {
  describe(`${name} as a balancer`, () => {
    let world: BalancerUnderTest;
    let count = 0;
    /** Each test has an address of its own. */
    const fresh = (): { readonly wanted: Vip; readonly id: string } => {
      const wanted = vip(`10.96.0.${(count += 1)}`);
      return { wanted, id: vipId(owner, wanted.address) };
    };

    beforeAll(async () => {
      world = await make();
    });
    afterAll(async () => world.stop());

    it('records a VIP with its owner and finds it by id and by Service', async () => {
      const { wanted, id } = fresh();
      expect(await world.ours.get(id)).toBeUndefined();
      const recorded = await world.ours.put(id, wanted, absent);
      expect(recorded).toMatchObject({ id, owner, vip: wanted });
      expect(await world.ours.get(id)).toEqual(recorded);
      expect(await world.ours.ofService(wanted.service)).toEqual([recorded]);
      expect(await world.ours.ofService({ ...wanted.service, namespace: 'other' })).toEqual([]);
    });

    it('keeps every field', async () => {
      const { wanted, id } = fresh();
      const full: Vip = {
        ...wanted,
        sourceRanges: ['10.0.0.0/8', '192.168.0.0/16'],
        affinity: { kind: 'ClientIP', timeoutSeconds: 10_800 },
        idleTimeoutSeconds: 900,
        listeners: [
          {
            protocol: 'TCP',
            port: 9300,
            healthCheck: { kind: 'tcp', intervalSeconds: 5 },
            members: [
              { address: '10.90.0.11', port: 9300, weight: 256, state: 'up' },
              { address: '10.90.0.12', port: 9301, weight: 1, state: 'drain' },
            ],
          },
        ],
      };
      await world.ours.put(id, full, absent);
      expect((await world.ours.get(id))?.vip).toEqual(full);
    });

    it('holds IPv6 addresses too', async () => {
      const member = { address: 'fd5a:90::11', port: 9200, weight: 1, state: 'up' } as const;
      const wanted = vip('fd5a:96::10', { listeners: [{ protocol: 'TCP', port: 9200, members: [member] }] });
      const id = vipId(owner, wanted.address);
      expect((await world.ours.put(id, wanted, absent)).vip).toEqual(wanted);
    });

    it('updates at the version that was read, and gives another version', async () => {
      const { wanted, id } = fresh();
      const first = await world.ours.put(id, wanted, absent);
      const second = await world.ours.put(id, { ...wanted, idleTimeoutSeconds: 60 }, at(first));
      expect(second.version).not.toBe(first.version);
      expect((await world.ours.get(id))?.vip.idleTimeoutSeconds).toBe(60);
    });

    it('does not write on a precondition that does not hold', async () => {
      const { wanted, id } = fresh();
      const first = await world.ours.put(id, wanted, absent);
      const second = await world.ours.put(id, { ...wanted, idleTimeoutSeconds: 60 }, at(first));
      const late = { ...wanted, idleTimeoutSeconds: 61 };
      const conflict = { code: 'BalancerConflict' };
      await expect(world.ours.put(id, late, absent)).rejects.toMatchObject(conflict);
      await expect(world.ours.put(id, late, at(first))).rejects.toMatchObject(conflict);
      await expect(world.ours.remove(first)).rejects.toMatchObject(conflict);
      expect(await world.ours.get(id)).toEqual(second);
      const missing = fresh();
      await expect(world.ours.put(missing.id, missing.wanted, at(first))).rejects.toMatchObject(conflict);
      expect(await world.ours.get(missing.id)).toBeUndefined();
    });

    it('leaves the same behind when a write is sent twice at the same time', async () => {
      const { wanted, id } = fresh();
      const twice = await Promise.allSettled([
        world.ours.put(id, wanted, absent),
        world.ours.put(id, wanted, absent),
      ]);
      expect(twice.some(({ status }) => status === 'fulfilled')).toBe(true);
      for (const one of twice)
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'BalancerConflict' });
      expect(await world.ours.ofService(wanted.service)).toHaveLength(1);
    });

    it('moves a VIP to a Service made anew under the same or another name by an update', async () => {
      const { wanted, id } = fresh();
      const first = await world.ours.put(id, wanted, absent);
      const service = { namespace: 'shop', name: `${wanted.service.name}-renamed`, uid: 'made anew' };
      await world.ours.put(id, { ...wanted, service }, at(first));
      expect(await world.ours.ofService(wanted.service)).toEqual([]);
      expect((await world.ours.ofService(service)).map((each) => each.id)).toEqual([id]);
    });

    it("never touches another's, and says whose it is", async () => {
      const { wanted, id } = fresh();
      const theirs = await world.others.put(vipId(contractOwners.others, wanted.address), wanted, absent);
      const another = { code: 'VipOfAnother' };
      await expect(world.ours.put(id, wanted, absent)).rejects.toMatchObject(another);
      await expect(
        world.ours.put(theirs.id, { ...wanted, idleTimeoutSeconds: 1 }, at(theirs)),
      ).rejects.toMatchObject(another);
      await expect(world.ours.remove(theirs)).rejects.toMatchObject(another);
      expect(await world.ours.ofService(wanted.service)).toEqual([]);
      expect((await listed(world.ours)).map((each) => each.id)).not.toContain(theirs.id);
      expect(await world.others.get(theirs.id)).toEqual(theirs);
    });

    it('removes at the version that was read, and knows what is gone already', async () => {
      const { wanted, id } = fresh();
      const recorded = await world.ours.put(id, wanted, absent);
      expect(await world.ours.remove(recorded)).toBe('removed');
      expect(await world.ours.get(id)).toBeUndefined();
      expect(await world.ours.remove(recorded)).toBe('absent');
      expect(await world.ours.put(id, wanted, absent)).toMatchObject({ id, owner });
    });

    it('refuses what it cannot serve, which holds up nothing else', async () => {
      const { wanted, id } = fresh();
      const unsound = { ...wanted, listeners: [{ protocol: 'TCP' as const, port: 70_000, members: [] }] };
      const other = fresh();
      const [refused, taken] = await Promise.allSettled([
        world.ours.put(id, unsound, absent),
        world.ours.put(other.id, other.wanted, absent),
      ]);
      expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'BalancerRefused' } });
      expect(taken).toMatchObject({ status: 'fulfilled' });
      expect(await world.ours.get(id)).toBeUndefined();
    });

    it('lists all that are ours, each once, however many pages that takes', async () => {
      const many = Array.from({ length: 520 }, (_, index) =>
        vip(`10.96.${10 + Math.floor(index / 250)}.${index % 250}`),
      );
      await Promise.all(many.map((each) => world.ours.put(vipId(owner, each.address), each, absent)));
      const ids = (await listed(world.ours)).map((each) => each.id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(many.map((each) => vipId(owner, each.address))));
    });
  });
}
