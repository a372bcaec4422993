import { describe, expect, it } from 'vitest';
import { vipFinalizer, vipId, wantedVips, type RecordedVip } from '../../api/balancer/index.js';
import { endpointSlices, services } from '../../kubernetes/index.js';
import { ManualClock } from '../../kubernetes/manual-clock.js';
import { noLog } from '../runtime/observation.js';
import { projectService, projectSlice } from './cache.js';
import { VipKnowledge, VipListing } from './knowledge.js';
import { resyncing } from './resync.js';
import { wantedDigest } from './wanted.js';

const settings = { services: 'all', finalizer: false } as const;
const service = services.schema.parse({
  metadata: {
    namespace: 'shop',
    name: 'web',
    uid: 'u1',
    resourceVersion: '1',
    annotations: { 'statewright.io/vip-idle-timeout': '60', 'else.io/where': 'x'.repeat(1_000) },
  },
  spec: {
    type: 'ClusterIP',
    clusterIP: '10.96.0.5',
    clusterIPs: ['10.96.0.5'],
    sessionAffinity: 'ClientIP',
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
    publishNotReadyAddresses: true,
    ports: [{ name: 'web', port: 80, protocol: 'TCP', targetPort: 'web' }],
    selector: { app: 'web' },
  },
});
const slice = endpointSlices.schema.parse({
  metadata: {
    namespace: 'shop',
    name: 'web-1',
    uid: 's',
    resourceVersion: '1',
    labels: { 'kubernetes.io/service-name': 'web' },
  },
  addressType: 'IPv4',
  endpoints: [
    {
      addresses: ['10.0.0.1', '10.0.0.9'],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: 'm',
    },
    { addresses: ['10.0.0.2'], conditions: { ready: false, serving: true, terminating: true } },
    { addresses: ['10.0.0.3'] },
  ],
  ports: [{ name: 'web', port: 8080, protocol: 'TCP' }],
});

function recorded(): RecordedVip {
  const [vip] = wantedVips(service, [slice], 'all').vips;
  if (vip === undefined) throw new Error('it is served');
  return { id: vipId('o', vip.address), version: '1', owner: 'o', vip };
}

function listing(beganAt: number, ...vips: readonly RecordedVip[]): VipListing {
  const list = new VipListing(beganAt);
  list.add(vips);
  return list;
}

describe('what is kept of Services and slices', () => {
  it('gives the same VIPs as the whole', () => {
    const kept = wantedVips(projectService(service), [projectSlice(slice)], 'all');
    expect(kept).toEqual(wantedVips(service, [slice], 'all'));
  });

  it('is the same after a change of status, labels or annotations of others', () => {
    const { metadata, spec } = service;
    const changed = services.schema.parse({
      metadata: { ...metadata, resourceVersion: '2', labels: { a: 'b' } },
      spec,
      status: { conditions: [] },
    });
    expect(projectService(changed)).toEqual(projectService(service));
    expect(JSON.stringify(projectService(service))).not.toContain('else.io');
  });
});

describe('what the balancer is to have for a Service', () => {
  const digest = wantedDigest(projectService(service), [projectSlice(slice)], settings);
  const going = { ...service.metadata, deletionTimestamp: 'now', finalizers: [vipFinalizer] };

  it('is what a listing shows when the balancer has it', () => {
    const knowledge = new VipKnowledge(() => 0);
    knowledge.learn(listing(0, recorded()));
    expect(knowledge.digestOf('shop/web')).toBe(digest);
    expect(knowledge.digestOf('shop/other')).toBe(wantedDigest(undefined, [], settings));
  });

  it('is never there for one that waits for us, or that lacks our finalizer', () => {
    expect(wantedDigest({ ...service, metadata: going }, [], settings)).toBe('going');
    const marking = { ...settings, finalizer: true };
    expect(wantedDigest(service, [slice], marking)).not.toBe(digest);
    const marked = { ...service, metadata: { ...service.metadata, finalizers: [vipFinalizer] } };
    expect(wantedDigest(marked, [slice], marking)).toBe(digest);
  });
});

describe('what is known of the balancer', () => {
  it('is what was told, until a later listing shows that nothing came of it', () => {
    let now = 0;
    const knowledge = new VipKnowledge(() => now);
    knowledge.learn(listing(0, recorded()));
    const before = knowledge.digestOf('shop/web');
    now = 100_000;
    knowledge.told('shop/web', 'new');
    // A listing that was under way, and one that may have been too early.
    for (const beganAt of [99_000, 105_000]) {
      knowledge.learn(listing(beganAt, recorded()));
      expect(knowledge.digestOf('shop/web')).toBe('new');
    }
    knowledge.learn(listing(120_000, recorded()));
    expect(knowledge.digestOf('shop/web')).toBe(before);
    knowledge.learn(listing(140_000));
    expect([knowledge.digestOf('shop/web'), knowledge.keys()]).toEqual(['', []]);
  });
});

describe('a comparison with the balancer', () => {
  it('waits for a complete listing, and a later one that fails says of nothing that it is gone', async () => {
    const clock = new ManualClock();
    const knowledge = new VipKnowledge(() => clock.monotonic());
    const enqueued: string[] = [];
    // Fails in the middle, is complete once, and fails again from then on.
    const fates = [false, true];
    let lists = 0;
    const source = resyncing({
      knowledge,
      async *listRecorded() {
        const isWhole = fates[lists] === true;
        lists += 1;
        yield await Promise.resolve(isWhole ? [recorded()] : []);
        if (!isWhole) throw new Error('the next page did not come');
      },
      known: () => ['shop/own'],
      isServed: (key) => key !== 'shop/not-served',
      everyMs: 300_000,
      clock,
      random: () => 0.5,
      log: noLog,
    });
    source.attach((key) => enqueued.push(key));
    let synced = false;
    void source.synced.then(() => (synced = true));
    const stop = new AbortController();
    const running = source.run(stop.signal);
    const settle = async (): Promise<void> => {
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    await settle();
    expect([lists, synced, enqueued]).toEqual([1, false, []]);
    await clock.advance(30_000);
    await settle();
    expect([lists, synced, enqueued]).toEqual([2, true, ['shop/own', 'shop/web']]);
    const known = knowledge.digestOf('shop/web');
    await clock.advance(300_000);
    await settle();
    expect(lists).toBeGreaterThan(2);
    expect([knowledge.digestOf('shop/web'), enqueued.length]).toEqual([known, 2]);
    stop.abort();
    await running;
  });
});
