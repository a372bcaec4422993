import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noMetrics, Reflector, type RuntimeMetrics } from '../../controllers/runtime/index.js';
import { configMaps, type ConfigMap, type KubernetesClient } from '../../kubernetes/index.js';
import { churn } from './harness/churn.js';
import { ControlPlane } from './harness/control-plane.js';
import { CuttingProxy } from './harness/cutting-proxy.js';
import { waitUntil } from './harness/wait-until.js';

const namespace = 'default';
const label = { watched: 'yes' };
const labelSelector = 'watched=yes';

/** A reflector over the labelled ConfigMaps, and what it told of. */
class Observed {
  readonly told = { lists: 0, ends: {} as Record<string, number>, missed: 0, events: 0 };
  /** For each key, the value it was last said to have; undefined once it was said to be gone. */
  readonly latest = new Map<string, string | undefined>();
  readonly reflector: Reflector<ConfigMap, string>;
  readonly #abort = new AbortController();
  readonly #running: Promise<void>;

  constructor(
    client: KubernetesClient,
    options: { readonly inactivityMs?: number; readonly relistEveryMs?: number },
  ) {
    const { told } = this;
    const metrics: RuntimeMetrics = {
      ...noMetrics,
      listed: () => (told.lists += 1),
      watchEnded: (_watch, how) => (told.ends[how] = (told.ends[how] ?? 0) + 1),
      missedEvents: (_watch, count) => (told.missed += count),
      watchEvent: (_watch, kind) => (told.events += kind === 'bookmark' ? 0 : 1),
    };
    this.reflector = new Reflector({
      client,
      resource: configMaps,
      namespace,
      labelSelector,
      project: ({ data }) => data?.value ?? '',
      backoff: { baseMs: 20, capMs: 200 },
      metrics,
      ...options,
    });
    this.reflector.subscribe(({ key, after }) => this.latest.set(key, after));
    this.#running = this.reflector.run(this.#abort.signal);
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }
}

const change = (client: KubernetesClient, rounds: number, seed: number): Promise<void> =>
  churn(client, { namespace, labels: label, rounds, seed });

async function expectSame(client: KubernetesClient, observed: Observed): Promise<void> {
  const { items } = await client.list(configMaps, { namespace, labelSelector });
  const live = new Map(items.map(({ metadata, data }) => [`${namespace}/${metadata.name}`, data?.value]));
  const sorted = (entries: Iterable<readonly [string, string | undefined]>): unknown =>
    [...entries].filter(([, value]) => value !== undefined).sort();
  await waitUntil('the cache is like the server', () => {
    expect(sorted(observed.reflector.store.entries())).toEqual(sorted(live));
    return true;
  });
  // Whoever only listened has heard of each key's last state as well, deletions included.
  expect(sorted(observed.latest)).toEqual(sorted(live));
}

/** An open connection is not yet an open watch; an event that came through it is the proof. */
async function expectLife(client: KubernetesClient, observed: Observed): Promise<void> {
  const metadata = { namespace, name: 'sign', labels: label };
  const value = randomUUID();
  await client.apply(configMaps, { metadata, data: { value } });
  await waitUntil('an event came', () => observed.latest.get(`${namespace}/sign`) === value);
}

describe('a reflector against a real API server', () => {
  let plane: ControlPlane;
  let direct: KubernetesClient;
  let proxy: CuttingProxy;
  let observed: Observed | undefined;

  const observe = async (options: ConstructorParameters<typeof Observed>[1] = {}): Promise<Observed> => {
    observed = new Observed(await plane.client({ port: proxy.port, timeoutMs: 2_000 }), options);
    await observed.reflector.synced;
    return observed;
  };

  beforeAll(async () => {
    plane = await ControlPlane.start();
    direct = await plane.client();
  });

  beforeEach(async () => {
    await change(direct, 60, 1);
    proxy = await CuttingProxy.before(plane.port);
  });

  afterEach(async () => {
    await observed?.stop();
    observed = undefined;
    await proxy.close();
  });

  afterAll(async () => {
    await plane.stop();
  });

  it('misses nothing when its connection is cut again and again in the middle of events, and never lists anew', async () => {
    const watching = await observe();
    let over = false;
    const changes = change(direct, 1_500, 2).finally(() => (over = true));
    const churning = (): boolean => !over;
    let cuts = 0;
    while (churning()) {
      await waitUntil('a watch is open', () => proxy.open > 0 || !churning());
      proxy.cut();
      cuts += 1;
      const before = proxy.accepted;
      await waitUntil('it came back', () => proxy.accepted > before || !churning());
    }
    await changes;
    await expectSame(direct, watching);
    expect(watching.told.events).toBeGreaterThan(1_000);
    expect(cuts).toBeGreaterThan(5);
    expect(watching.told.ends.failed).toBeGreaterThan(3);
    expect(watching.told.lists).toBe(1);
  });

  it('notices a connection that fell silent, and catches up', async () => {
    const watching = await observe({ inactivityMs: 1_500 });
    await expectLife(direct, watching);
    proxy.silence();
    await change(direct, 100, 3);
    await direct.delete(configMaps, { namespace, name: 'sign' });
    await waitUntil('the silence was noticed', () => (watching.told.ends.failed ?? 0) > 0, {
      timeoutMs: 10_000,
    });
    expect(watching.reflector.store.get(`${namespace}/sign`)).toBeDefined();
    proxy.heal();
    await expectSame(direct, watching);
    expect(watching.told.lists).toBe(1);
  });

  it('lives through a restart of the API server', async () => {
    const watching = await observe();
    await plane.stopApiServer();
    await waitUntil('the end was noticed', () => Object.keys(watching.told.ends).length > 0);
    await plane.startApiServer();
    await change(direct, 100, 4);
    await expectSame(direct, watching);
  });

  it('counts and mends an event that was swallowed on the way, by a list at the version it stands at', async () => {
    const client = await plane.client();
    let swallow = '';
    const deaf: KubernetesClient = {
      ...bound(client),
      async *watch(resource, options) {
        for await (const event of client.watch(resource, options)) {
          const name = 'object' in event ? event.object.metadata.name : '';
          if (name === '' || name !== swallow) yield event;
        }
      },
    };
    observed = new Observed(deaf, { relistEveryMs: 300 });
    await observed.reflector.synced;
    const put = (name: string, value: string): Promise<unknown> =>
      direct.apply(configMaps, { metadata: { namespace, name, labels: label }, data: { value } });
    const { latest, told } = observed;
    await put('heard', '1');
    await put('unheard', '1');
    await waitUntil('both are known', () => latest.get(`${namespace}/unheard`) === '1');
    swallow = 'unheard';
    await put('unheard', '2');
    // The check comes with an event, at the version of that event.
    let value = 1;
    await waitUntil('the change was found', async () => {
      await put('heard', String((value += 1)));
      return latest.get(`${namespace}/unheard`) === '2';
    });
    await direct.delete(configMaps, { namespace, name: 'unheard' });
    await waitUntil('the deletion was found', async () => {
      await put('heard', String((value += 1)));
      return latest.get(`${namespace}/unheard`) === undefined;
    });
    expect(told.missed).toBe(2);
    await expectSame(direct, observed);
  });

  it('counts nothing as missed while all is well, however busy it is', async () => {
    const watching = await observe({ relistEveryMs: 50 });
    await change(direct, 1_000, 5);
    await expectSame(direct, watching);
    expect(watching.told.lists).toBeGreaterThan(5);
    expect(watching.told.missed).toBe(0);
  });
});

describe('a reflector when history is forgotten', () => {
  let plane: ControlPlane;

  beforeAll(async () => {
    // Watches then read etcd's own history, so that its compaction is felt at once.
    plane = await ControlPlane.start({ apiServerFlags: ['--watch-cache=false'] });
  });

  afterAll(async () => {
    await plane.stop();
  });

  it('lists anew after compaction, and tells of what changed and what went meanwhile', async () => {
    const direct = await plane.client();
    await change(direct, 100, 6);
    const proxy = await CuttingProxy.before(plane.port);
    const observed = new Observed(await plane.client({ port: proxy.port, timeoutMs: 2_000 }), {
      inactivityMs: 2_000,
    });
    try {
      await observed.reflector.synced;
      await expectLife(direct, observed);
      proxy.silence();
      await change(direct, 200, 7);
      await plane.compact();
      proxy.heal();
      await waitUntil('the version was found to be expired', () => (observed.told.ends.expired ?? 0) > 0, {
        timeoutMs: 20_000,
      });
      await expectSame(direct, observed);
      expect(observed.told.lists).toBe(2);
    } finally {
      await observed.stop();
      await proxy.close();
    }
  });

  it('gives a list that was compacted away between two pages from one moment all the same', async () => {
    const client = await plane.client();
    const names = Array.from({ length: 1_200 }, (_, index) => `page-${String(index).padStart(4, '0')}`);
    const put = (name: string): Promise<unknown> =>
      client.create(configMaps, { metadata: { namespace, name, labels: { paged: 'yes' } } });
    for (let from = 0; from < names.length; from += 100)
      await Promise.all(names.slice(from, from + 100).map(put));
    let pages = 0;
    const seen: string[] = [];
    const paging = (async () => {
      for await (const page of client.listPages(configMaps, { namespace, labelSelector: 'paged=yes' })) {
        seen.push(...page.items.map(({ metadata }) => metadata.name));
        pages += 1;
        if (pages === 1) {
          await client.delete(configMaps, { namespace, name: 'page-0000' });
          await plane.compact();
        }
      }
    })();
    await expect(paging).rejects.toMatchObject({ code: 'KubernetesUnavailable' });
    expect(seen.length).toBeLessThan(names.length);
    const { items } = await client.list(configMaps, { namespace, labelSelector: 'paged=yes' });
    expect(items.map(({ metadata }) => metadata.name).sort()).toEqual(names.slice(1));
  });
});

/** The client as an object of functions, so that one of them can be replaced. */
function bound(client: KubernetesClient): KubernetesClient {
  return {
    get: (...args) => client.get(...args),
    list: (...args) => client.list(...args),
    listPages: (...args) => client.listPages(...args),
    watch: (...args) => client.watch(...args),
    apply: (...args) => client.apply(...args),
    create: (...args) => client.create(...args),
    replace: (...args) => client.replace(...args),
    mergePatch: (...args) => client.mergePatch(...args),
    delete: (...args) => client.delete(...args),
    getRaw: (...args) => client.getRaw(...args),
  };
}
