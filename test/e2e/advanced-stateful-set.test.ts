import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPodReady } from '../../api/pod-reason.js';
import { advancedStatefulSets, persistentVolumeClaims, pods } from '../../kubernetes/index.js';
import { shellImage } from '../../stack/images/index.js';
import { waitUntil } from '../integration/harness/wait-until.js';
import { openStack, type RunningStack } from './harness/running-stack.js';

let stack: RunningStack;
const namespace = 'default';
const name = `e2e-set-${Date.now().toString(36)}`;
const labels = { app: name };
const labelSelector = `app=${name}`;

/** Each start of a member adds a line with its host name to its volume, and shows all of them. */
const member = `echo "$(hostname)" >> /data/starts; cat /data/starts; exec sleep infinity`;

const spec = {
  replicas: 3,
  serviceName: name,
  selector: { matchLabels: labels },
  template: {
    metadata: { labels },
    spec: {
      terminationGracePeriodSeconds: 2,
      containers: [
        {
          name: 'member',
          image: shellImage,
          imagePullPolicy: 'Never',
          command: ['/usr/bin/tini', '--', 'sh', '-c', member],
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
        },
      ],
    },
  },
  volumeClaimTemplates: [
    {
      metadata: { name: 'data', labels },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
    },
  ],
  persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
};

beforeAll(() => {
  stack = openStack();
});

afterAll(async () => {
  await stack.kubernetes.delete(advancedStatefulSets, { namespace, name });
  await waitUntil(
    'the set, its pods and its claims are gone',
    async () => (await uids()).size === 0 && (await claims()).length === 0,
    { timeoutMs: 120_000, everyMs: 250 },
  );
  await stack.close();
});

/** UIDs of the ready members, by name. */
async function uids(): Promise<ReadonlyMap<string, string>> {
  const { items } = await stack.kubernetes.list(pods, { namespace, labelSelector });
  return new Map(items.filter(isPodReady).map(({ metadata }) => [metadata.name, metadata.uid]));
}

async function claims(): Promise<readonly string[]> {
  const { items } = await stack.kubernetes.list(persistentVolumeClaims, { namespace, labelSelector });
  return items.map(({ metadata }) => metadata.name).toSorted();
}

async function until(ordinals: readonly number[]): Promise<ReadonlyMap<string, string>> {
  const wanted = ordinals.map((ordinal) => `${name}-${ordinal}`);
  await waitUntil(
    `exactly ${wanted.join(', ')} are ready`,
    async () => {
      const { items } = await stack.kubernetes.list(pods, { namespace, labelSelector });
      const there = items.map(({ metadata }) => metadata.name).toSorted();
      return items.every(isPodReady) && JSON.stringify(there) === JSON.stringify(wanted);
    },
    { timeoutMs: 120_000, everyMs: 250 },
  );
  return uids();
}

/** Host names that the member wrote down, one for each of its starts. */
async function starts(ordinal: number): Promise<readonly string[]> {
  const { stdout } = await stack.command('kubectl', ['logs', '-n', namespace, `${name}-${ordinal}`]);
  return stdout.trim().split('\n');
}

async function takeOffline(...podOrdinals: readonly number[]): Promise<void> {
  const patch = { spec: { offlineStrategy: { podOrdinals } } };
  await stack.kubernetes.mergePatch(advancedStatefulSets, { namespace, name }, patch);
}

describe('a set of three real pods with volumes', () => {
  it('gives each member its name and its volume, and both back after a pod is lost', async () => {
    await stack.kubernetes.create(advancedStatefulSets, { metadata: { namespace, name }, spec });
    const before = await until([0, 1, 2]);
    const lost = `${name}-1`;
    expect(await starts(1)).toEqual([lost]);

    await stack.kubernetes.delete(pods, { namespace, name: lost });
    await waitUntil('another pod has its place', async () => {
      const uid = (await uids()).get(lost);
      return uid !== undefined && uid !== before.get(lost);
    });
    const after = await until([0, 1, 2]);
    expect(after.get(`${name}-0`)).toBe(before.get(`${name}-0`));
    expect(await starts(1)).toEqual([lost, lost]);
  });

  it('goes without the middle one while it is offline, and has it back with its data', async () => {
    const before = await until([0, 1, 2]);
    await takeOffline(1);
    const without = await until([0, 2]);
    expect([...without.values()]).toEqual([before.get(`${name}-0`), before.get(`${name}-2`)]);
    expect(await claims()).toEqual([0, 1, 2].map((ordinal) => `data-${name}-${ordinal}`));
    await waitUntil('the status says so', async () => {
      const set = await stack.kubernetes.get(advancedStatefulSets, { namespace, name });
      const { wanted, readyReplicas, offline } = set?.status ?? {};
      return wanted === 2 && readyReplicas === 2 && JSON.stringify(offline) === '[1]';
    });

    await takeOffline();
    const again = await until([0, 1, 2]);
    expect(again.get(`${name}-0`)).toBe(before.get(`${name}-0`));
    expect(again.get(`${name}-2`)).toBe(before.get(`${name}-2`));
    expect(await starts(1)).toEqual(Array.from({ length: 3 }, () => `${name}-1`));
  });

  it('moves offline from one ordinal to another and restarts nobody else', async () => {
    await takeOffline(1);
    const before = await until([0, 2]);
    await takeOffline(2);
    const after = await until([0, 1]);
    expect(after.get(`${name}-0`)).toBe(before.get(`${name}-0`));
  });
});
