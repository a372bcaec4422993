import { describe, expect, it } from 'vitest';
import {
  serviceAnnotation,
  vipCondition,
  vipId,
  type RecordedVip,
  type Vip,
} from '../../api/balancer/index.js';
import { StatewrightError } from '../../api/errors/index.js';
import {
  MemoryBalancer,
  MemoryVips,
  type MemoryBalancerSettings,
} from '../../test/harness/memory-balancer.js';
import { ServiceCluster, type Travel } from '../../test/harness/service-cluster.js';
import type { VipSync } from './contract.js';
import type { VipDependencies } from './dependencies.js';
import { removeVips } from './remove-vips.js';
import { sweepVips } from './sweep.js';
import { syncVip } from './sync-vip.js';

const web = { namespace: 'shop', name: 'web' };
const other = { namespace: 'shop', name: 'other' };

interface Scene {
  readonly cluster: ServiceCluster;
  readonly balancer: MemoryBalancer;
  readonly deps: VipDependencies;
}

function scene(settings: MemoryBalancerSettings = {}, travel?: Travel, finalizer = false): Scene {
  const cluster = new ServiceCluster();
  const balancer = new MemoryBalancer(settings);
  const deps: VipDependencies = {
    kubernetes: cluster.client(travel),
    open: () => Promise.resolve({ balancer, owner: balancer.owner }),
    settings: { services: 'all', finalizer, namespaces: [], graceMs: 5_000 },
    date: () => new Date('2026-01-01T00:00:00Z'),
  };
  return { cluster, balancer, deps };
}

const conditionIn = ({ cluster }: Scene): unknown => {
  const status = cluster.find(web)?.status as { conditions?: { type: string }[] } | undefined;
  return status?.conditions?.find(({ type }) => type === vipCondition);
};
const only = ({ balancer }: Scene): RecordedVip => {
  const [vip, ...more] = balancer.owned;
  if (vip === undefined || more.length > 0) throw new Error(`${balancer.owned.length} VIPs`);
  return vip;
};

describe('a look at a Service', () => {
  it('makes its VIP, says so once, and writes nothing when it looks again', async () => {
    const it = scene();
    it.cluster.service(web, ['10.96.0.5']);
    it.cluster.endpoints(web, { '10.0.0.1': {} });
    expect(await syncVip(it.deps, web)).toMatchObject({ state: 'Served', written: 1, over: [] });
    expect(conditionIn(it)).toMatchObject({ status: 'True', reason: 'Served' });
    expect(it.cluster.events).toEqual([]);
    const version = it.cluster.find(web)?.metadata.resourceVersion;
    expect(await syncVip(it.deps, web)).toMatchObject({ state: 'Served', written: 0 });
    expect(it.cluster.find(web)?.metadata.resourceVersion).toBe(version);
  });

  it('takes over the VIP of a Service that is gone, and not that of one that has the address', async () => {
    const it = scene();
    it.cluster.service(other, ['10.96.0.5']);
    await syncVip(it.deps, other);
    const { id } = only(it);
    it.cluster.delete(other);
    const uid = it.cluster.service(web, ['10.96.0.5']);
    expect(await syncVip(it.deps, web)).toMatchObject({ state: 'Served', written: 1 });
    expect(only(it)).toMatchObject({ id, vip: { service: { uid } } });
    // Not possible in Kubernetes; so one of the two looks was old, and nothing is taken.
    it.cluster.service(other, ['10.96.0.5']);
    expect(await syncVip(it.deps, other)).toMatchObject({ again: true, written: 0 });
    expect(only(it).vip.service.name).toBe('web');
  });

  it('leaves the VIP of another owner alone, and says whose it is', async () => {
    const vips = new MemoryVips();
    const it = scene({ vips });
    it.cluster.service(web, ['10.96.0.5']);
    await syncVip(it.deps, web);
    const { id, vip } = only(it);
    const theirs = vips.write(id, 'another', vip);
    expect(await syncVip(it.deps, web)).toMatchObject({ state: 'Blocked', written: 0 });
    expect(conditionIn(it)).toMatchObject({ status: 'False', reason: 'VipOfAnother' });
    expect(vips.vips.get(id)).toBe(theirs);
    expect(it.cluster.events).toMatchObject([{ type: 'Warning', reason: 'VipOfAnother' }]);
  });

  it('says what was refused, keeps members going, and says when it is right again', async () => {
    const refuses = ({ idleTimeoutSeconds = 0 }: Vip): string[] =>
      idleTimeoutSeconds > 3_600 ? ['idleTimeoutSeconds'] : [];
    const it = scene({ refuses });
    const annotations = (seconds: number) => ({
      annotations: { [serviceAnnotation.idleTimeout]: `${seconds}` },
    });
    it.cluster.service(web, ['10.96.0.5'], {}, annotations(9_999));
    // Even at first, the rest is made.
    expect(await syncVip(it.deps, web)).toMatchObject({ state: 'InPart', written: 1 });
    it.cluster.endpoints(web, { '10.0.0.1': {} });
    expect(await syncVip(it.deps, web)).toMatchObject({ state: 'InPart', written: 1 });
    expect(only(it).vip.listeners[0]?.members).toHaveLength(1);
    expect(conditionIn(it)).toMatchObject({ status: 'False', reason: 'BalancerRefused' });
    expect(await syncVip(it.deps, web)).toMatchObject({ state: 'InPart', written: 0 });
    it.cluster.change(web, { metadata: annotations(60) });
    expect(await syncVip(it.deps, web)).toMatchObject({ state: 'Served', written: 1 });
    expect(it.cluster.events.map(({ reason }) => reason)).toEqual(['BalancerRefused', 'Served']);
  });

  it('does not give the attributes of a former Service to the next one with its address', async () => {
    const refuses = ({ idleTimeoutSeconds = 0 }: Vip): string[] =>
      idleTimeoutSeconds > 3_600 ? ['idleTimeoutSeconds'] : [];
    const it = scene({ refuses });
    const lb = { annotations: { [serviceAnnotation.sourceRanges]: '0.0.0.0/0' } };
    it.cluster.service(web, ['10.96.0.5'], {}, lb);
    await syncVip(it.deps, web);
    it.cluster.delete(web);
    const annotations = {
      [serviceAnnotation.idleTimeout]: '9999',
      [serviceAnnotation.sourceRanges]: '10.0.0.0/8',
    };
    it.cluster.service(web, ['10.96.0.5'], {}, { annotations });
    expect(await syncVip(it.deps, web)).toMatchObject({ state: 'InPart', written: 1 });
    expect(only(it).vip.sourceRanges).toEqual(['10.0.0.0/8']);
  });

  it('fails while one side gives no answer, and tells people only when that lasts', async () => {
    const it = scene({ fate: () => 'failed' });
    it.cluster.service(web, ['10.96.0.5']);
    await expect(syncVip(it.deps, web)).rejects.toMatchObject({ code: 'BalancerUnavailable' });
    expect(conditionIn(it)).toBeUndefined();
    await expect(syncVip(it.deps, web, { tellOutage: true })).rejects.toMatchObject({ kind: 'Unavailable' });
    expect(conditionIn(it)).toMatchObject({ status: 'False', reason: 'BalancerUnavailable' });
  });

  it('does not leave members of yesterday to a VIP that another look found right between its own look and its write', async () => {
    let beforePut: () => Promise<void> = () => Promise.resolve();
    const it = scene({
      fate: async (verb) => {
        if (verb === 'put') await beforePut();
        return 'done' as const;
      },
    });
    it.cluster.service(web, ['10.96.0.5']);
    it.cluster.endpoints(web, { '10.0.0.1': {} });
    await syncVip(it.deps, web);
    it.cluster.endpoints(web, { '10.0.0.2': {} });
    const others: VipSync[] = [];
    beforePut = async () => {
      beforePut = () => Promise.resolve();
      it.cluster.endpoints(web, { '10.0.0.1': {} });
      others.push(await syncVip(it.deps, web));
    };
    expect(await syncVip(it.deps, web)).toMatchObject({ state: 'Served', written: 2, again: false });
    expect(others).toMatchObject([{ state: 'Served', written: 0 }]);
    expect(only(it).vip.listeners[0]?.members).toMatchObject([{ address: '10.0.0.1' }]);
  });

  it('takes back what it said of a Service that is not served any more', async () => {
    const it = scene();
    it.cluster.service(web, ['10.96.0.5']);
    await syncVip(it.deps, web);
    it.cluster.change(web, { metadata: { annotations: { [serviceAnnotation.vip]: 'false' } } });
    const { over, state } = await syncVip(it.deps, web);
    expect([state, over.length]).toEqual(['NotServed', 1]);
    expect(conditionIn(it)).toBeDefined();
    expect((await removeVips(it.deps, { service: web, vips: over })).removed).toEqual(['10.96.0.5']);
    await syncVip(it.deps, web);
    expect(conditionIn(it)).toBeUndefined();
  });
});

describe('a removal', () => {
  const overOf = async (it: Scene) => {
    it.cluster.service(web, ['10.96.0.5']);
    await syncVip(it.deps, web);
    it.cluster.delete(web);
    return { service: web, vips: (await syncVip(it.deps, web)).over };
  };

  it.each<[string, (it: Scene) => void, object]>([
    ['nothing changed', () => undefined, { removed: ['10.96.0.5'], kept: [] }],
    ['it was removed', ({ balancer }) => balancer.vips.vips.clear(), { removed: ['10.96.0.5'] }],
    [
      'the Service is back with the address',
      ({ cluster }) => cluster.service(web, ['10.96.0.5']),
      { kept: [{ reason: 'wanted' }] },
    ],
    [
      'the Service is back with another address',
      ({ cluster }) => cluster.service(web, ['10.96.0.6']),
      { removed: ['10.96.0.5'] },
    ],
    [
      'another Service has the address',
      ({ cluster }) => cluster.service(other, ['10.96.0.5']),
      { kept: [{ reason: 'held' }] },
    ],
    [
      'another Service that is not served has the address',
      ({ cluster }) => cluster.service(other, ['10.96.0.5'], { type: 'NodePort' }),
      { removed: ['10.96.0.5'] },
    ],
    [
      'it is recorded for another UID',
      ({ balancer: { vips } }) => {
        for (const { id, owner, vip } of vips.vips.values()) {
          vips.write(id, owner, { ...vip, service: { ...vip.service, uid: 'new' } });
        }
      },
      { kept: [{ reason: 'changed' }] },
    ],
    [
      'it is of another owner',
      ({ balancer: { vips } }) => {
        for (const { id, vip } of vips.vips.values()) vips.write(id, 'another', vip);
      },
      { kept: [{ reason: 'changed' }] },
    ],
  ])('after the first proof, when %s', async (_name, happen, outcome) => {
    const it = scene();
    const request = await overOf(it);
    happen(it);
    expect(await removeVips(it.deps, request)).toMatchObject(outcome);
  });

  it.each(['KubernetesUnavailable', 'KubernetesForbidden'] as const)(
    'that meets %s removes nothing',
    async (code) => {
      let isDown = false;
      const it = scene({}, () => {
        if (isDown) throw new StatewrightError(code, { verb: 'get', object: 'it', reason: 'so it is' });
      });
      const request = await overOf(it);
      isDown = true;
      await expect(removeVips(it.deps, request)).rejects.toMatchObject({ code });
      expect(only(it).vip.address).toBe('10.96.0.5');
    },
  );
});

describe('a sweep', () => {
  const quiet = { dryRun: false, sleep: () => Promise.resolve() };

  it('mends what it can, and one Service that cannot be served holds up none', async () => {
    const vips = new MemoryVips();
    const it = scene({ vips });
    for (const [index, name] of ['a', 'b', 'c', 'd'].entries())
      it.cluster.service({ ...web, name }, [`10.96.0.${index}`]);
    await syncVip(it.deps, { ...web, name: 'a' });
    const { vip } = only(it);
    vips.write('theirs', 'another', { ...vip, address: '10.96.0.1' });
    vips.write('by-hand', it.balancer.owner, { ...vip, address: '10.96.1.1' });
    const gone = { ...vip, address: '10.96.2.2', service: { ...web, name: 'gone', uid: 'u' } };
    vips.write(vipId(it.balancer.owner, gone.address), it.balancer.owner, gone);
    const report = await sweepVips(it.deps, quiet);
    expect(report).toMatchObject({
      seen: { services: 4, vips: 3 },
      found: { missing: 3, different: 0, over: 1 },
      repaired: 2,
      removed: 1,
      blocked: 1,
    });
    expect([...vips.vips.values()].map((one) => one.vip.address).toSorted()).toEqual([
      '10.96.0.0',
      '10.96.0.1',
      '10.96.0.2',
      '10.96.0.3',
      '10.96.1.1',
    ]);
    expect(await sweepVips(it.deps, quiet)).toMatchObject({ found: { missing: 1 }, repaired: 0, blocked: 1 });
  });

  it('that cannot list both sides changes nothing', async () => {
    const it = scene({ fate: (verb) => (verb === 'list' ? 'failed' : 'done') });
    it.cluster.service(web, ['10.96.0.5']);
    await expect(sweepVips(it.deps, quiet)).rejects.toMatchObject({ code: 'BalancerUnavailable' });
    expect(it.balancer.owned).toEqual([]);
  });
});
