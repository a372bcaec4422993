import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubeconfigPath } from '../../stack/certificates/identities.js';
import { namespaces, pods } from '../../kubernetes/index.js';
import { isPodReady } from '../../api/pod-reason.js';
import { chart, helm } from '../harness/helm.js';
import { waitUntil } from '../integration/harness/wait-until.js';
import { deleteAndWait, leftOf, smallCluster, untilReady, workflowRuns } from './harness/clusters.js';
import { openStack, type RunningStack } from './harness/running-stack.js';

let stack: RunningStack;
const release = { name: 'sw', namespace: 'chart-e2e' };
/** The parts that the release replaces for the time of this test: two platforms must not serve one cluster. */
const replaced = ['controller', 'orchestrator'] as const;
const key = { namespace: release.namespace, name: 'by-chart' };

function run(...args: readonly string[]): Promise<unknown> {
  return helm([...args, '--namespace', release.namespace], kubeconfigPath(stack.stack, 'admin'));
}

beforeAll(async () => {
  stack = openStack();
  await stack.kubernetes.apply(namespaces, {
    metadata: {
      name: release.namespace,
      labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
    },
  });
  await stack.stop('orchestrator');
});

afterAll(async () => {
  for (const part of replaced) await stack.start(part);
  await deleteAndWait(stack, key);
  await run('uninstall', release.name, '--ignore-not-found', '--wait');
  await stack.kubernetes.delete(namespaces, { name: release.namespace });
  await stack.close();
});

describe("the chart, with real Helm and the platform's own image", () => {
  it('installs every role under the restricted Pod Security Standard, and all of them serve', async () => {
    const values = {
      image: { repository: 'docker.io/statewright/platform', tag: 'dev', pullPolicy: 'Never' },
      temporal: { address: `${stack.stack.network.controlPlane}:7233` },
      orchestrator: { replicas: 1 },
      controller: { replicas: 2 },
      webhook: { replicas: 1 },
      watchNamespaces: [release.namespace],
    };
    const set = Object.entries(values).flatMap(([name, value]) => [
      '--set-json',
      `${name}=${JSON.stringify(value)}`,
    ]);
    await run('install', release.name, chart, ...set, '--wait', '--timeout', '4m');
    // Until now it gave the release's pods their addresses: on a network that the release serves it would be on the machine's.
    await stack.stop('controller');
    const { items } = await stack.kubernetes.list(pods, {
      namespace: release.namespace,
      labelSelector: `app.kubernetes.io/instance=${release.name}`,
    });
    expect(
      items.filter(isPodReady).map(({ metadata }) => metadata.name.replace(/-[^-]+-[^-]+$/, '')),
    ).toEqual([
      'sw-statewright-controller',
      'sw-statewright-controller',
      'sw-statewright-orchestrator',
      'sw-statewright-webhook',
    ]);
  });

  it('provisions a cluster from inside Kubernetes, under the same standard, and takes it away again', async () => {
    await stack.statewright.clusters.apply(smallCluster(key));
    await untilReady(stack, key);
    expect((await stack.statewright.clusters.get(key)).status?.health?.state).toBe('Healthy');
    await deleteAndWait(stack, key);
    expect(await leftOf(stack, key)).toEqual([]);
    await waitUntil('its workflow has ended', async () => !(await workflowRuns(stack, key)));
  });
});
