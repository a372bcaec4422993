import { WorkflowFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterWorkflowId } from '../../api/names.js';
import type { DistributedClusterManifest } from '../../api/distributed-cluster.js';
import { connectTemporal } from '../../client/index.js';
import { deleteAndWait, leftOf, smallCluster, untilReady } from './harness/clusters.js';
import { openStack, type RunningStack } from './harness/running-stack.js';

let stack: RunningStack;
beforeAll(() => {
  stack = openStack();
});
afterAll(() => stack.close());

const key = { namespace: 'default', name: 'e2e-bad' };
const good = smallCluster(key).spec;
const withMemory = (memory: string): DistributedClusterManifest['spec']['nodeTypes'] => [
  { name: 'master', replicas: 1 },
  { name: 'data', replicas: 1, resources: { memory } },
];

/** [what is wrong, the manifest, what the refusal must name, what it must say] */
const wrong: readonly (readonly [string, unknown, RegExp, RegExp])[] = [
  ['an unknown component', smallCluster(key, { component: 'opensaerch' }), /spec\.component/, /opensearch/],
  ['an unknown version', smallCluster(key, { version: '1.0.0' }), /spec\.version/, /2\.19\.1/],
  [
    'a name that is not a DNS label',
    smallCluster({ ...key, name: 'E2E_bad' }),
    /metadata\.name|Invalid value: "E2E_bad"/,
    /lower.?case/i,
  ],
  [
    "fewer replicas than the component's minimum",
    smallCluster(key, { nodeTypes: [{ name: 'master', replicas: 0 }, ...good.nodeTypes.slice(1)] }),
    /nodeTypes/,
    /at least 1/,
  ],
  [
    'memory that no machine can give',
    smallCluster(key, { nodeTypes: withMemory('900Gi') }),
    /spec\.nodeTypes\[1\]\.resources\.memory/,
    /largest machine/,
  ],
];

describe('wrong clusters are refused with field, reason and remedy', () => {
  it.each(wrong)('%s, by kubectl apply', async (_what, manifest, field, remedy) => {
    const { code, stderr } = await stack.command('kubectl', ['apply', '-f', '-'], JSON.stringify(manifest));
    expect(code).not.toBe(0);
    expect(stderr).toMatch(field);
    expect(stderr).toMatch(remedy);
  });

  it.each(wrong)('%s, by the command line before it sends', async (_what, manifest, field, remedy) => {
    const { code, stderr } = await stack.command(
      'statewright',
      ['apply', '-f', '-'],
      JSON.stringify(manifest),
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(field);
    expect(stderr).toMatch(remedy);
  });

  it('by the workflow that was started with it, and nothing is made', async () => {
    const temporal = connectTemporal({
      address: `127.0.0.1:${stack.stack.settings.ports.temporal}`,
      namespace: 'default',
    });
    try {
      const spec = { ...good, nodeTypes: withMemory('900Gi') };
      const failed: unknown = await temporal.client.workflow
        .execute('cluster', {
          workflowId: clusterWorkflowId(key),
          taskQueue: 'statewright',
          args: [{ ...key, spec }],
        })
        .catch((error: unknown) => error);
      if (!(failed instanceof WorkflowFailedError)) throw new Error('the workflow did not fail');
      expect(JSON.stringify(failed.cause?.cause ?? failed.cause)).toMatch(/MalformedField|largest machine/);
      expect(await leftOf(stack, key)).toEqual([]);
    } finally {
      await temporal.close();
    }
  });
});

describe('changes that would break a running cluster', () => {
  const live = { namespace: 'default', name: 'e2e-live' };
  beforeAll(async () => {
    await deleteAndWait(stack, live);
    await stack.statewright.clusters.apply(smallCluster(live));
    await untilReady(stack, live);
  });
  afterAll(() => deleteAndWait(stack, live));

  it('dropping the last master is refused by kubectl, by the command line and by the workflow', async () => {
    const [, data] = smallCluster(live).spec.nodeTypes;
    const dropped = smallCluster(live, { nodeTypes: data === undefined ? [] : [data] });
    // An apply only takes back what the same manager set, so it would leave the master of another manager alone.
    const byKubectl = await stack.command('kubectl', [
      ...['patch', 'dc', live.name, '--type=json'],
      ...['--patch', '[{"op":"remove","path":"/spec/nodeTypes/0"}]'],
    ]);
    expect(byKubectl.code).not.toBe(0);
    expect(byKubectl.stderr).toMatch(/master/);

    const byClient = await stack.command('statewright', ['apply', '-f', '-'], JSON.stringify(dropped));
    expect(byClient.code).toBe(1);
    expect(byClient.stderr).toMatch(/master/);

    const byWorkflow = await stack.command('statewright', ['scale', live.name, 'master', '0']);
    expect(byWorkflow.code).toBe(1);
    expect(byWorkflow.stderr).toMatch(/at least 1/);

    const { spec } = await stack.statewright.clusters.get(live);
    expect(spec.nodeTypes.find((nodeType) => nodeType.name === 'master')?.replicas).toBe(1);
  });
});
