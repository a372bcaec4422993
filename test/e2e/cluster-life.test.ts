import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { request } from 'undici';
import { persistentVolumes } from '../../kubernetes/index.js';
import { outsideHost } from '../../stack/sample/outside-host.js';
import { proveSample } from '../../stack/sample/sample.js';
import { projectRoot } from '../harness/project-root.js';
import { waitUntil } from '../integration/harness/wait-until.js';
import { deleteAndWait, leftOf, smallCluster, untilReady, workflowRuns } from './harness/clusters.js';
import { openStack, type RunningStack } from './harness/running-stack.js';

let stack: RunningStack;
beforeAll(() => {
  stack = openStack();
});
afterAll(() => stack.close());

describe('the sample cluster', () => {
  it('takes in real text, finds it again, and is reached from outside by its name', async () => {
    const said: string[] = [];
    const { clusterDomain } = stack.stack.settings;
    const say = (line: string): number => said.push(line);
    await proveSample({
      projectRoot,
      clusterDomain,
      outside: outsideHost,
      statewright: stack.statewright,
      say,
    });
    expect(said.join('\n')).toMatch(/green, 4 members, 2 with data/);
    expect(said.at(-1)).toContain(`http://logs.default.svc.${clusterDomain}:9200`);
  });
});

describe('a cluster from its first wish to its end', () => {
  const key = { namespace: 'default', name: 'e2e-life' };
  beforeAll(() => deleteAndWait(stack, key));

  it('comes up from the command line, is scaled and searched, and leaves nothing behind', async () => {
    const manifest = JSON.stringify(smallCluster(key));
    const applied = await stack.command('statewright', ['apply', '-f', '-', '--wait'], manifest);
    expect(applied, applied.stderr).toMatchObject({ code: 0 });

    const scaled = await stack.command('statewright', ['scale', key.name, 'data', '2']);
    expect(scaled, scaled.stderr).toMatchObject({ code: 0 });
    await untilReady(stack, key);
    const { pods, volumes } = await stack.statewright.clusters.describe(key);
    expect(pods.filter((pod) => pod.ready)).toHaveLength(3);
    expect(volumes.length).toBeGreaterThanOrEqual(3);

    const data = pods.find((pod) => pod.name === `${key.name}-data-1`);
    const reply = await request(`http://${data?.ip ?? ''}:9200/_cluster/health`);
    expect(await reply.body.json()).toMatchObject({ status: 'green', number_of_nodes: 3 });

    const deleted = await stack.command('statewright', ['delete', key.name, '--wait', '--yes']);
    expect(deleted, deleted.stderr).toMatchObject({ code: 0 });
    expect(await leftOf(stack, key)).toEqual([]);
    expect(await workflowRuns(stack, key)).toBe(false);
    await waitUntil('the volumes of the cluster are gone too', async () => {
      const { items } = await stack.kubernetes.list(persistentVolumes);
      return !JSON.stringify(items).includes(key.name);
    });
  });

  it('keeps its data over a deletion when its owner asks for that', async () => {
    const kept = { namespace: 'default', name: 'e2e-kept' };
    await deleteAndWait(stack, kept);
    await stack.statewright.clusters.apply(smallCluster(kept));
    await untilReady(stack, kept);
    const address = async (): Promise<string> => {
      const { pods } = await stack.statewright.clusters.describe(kept);
      return `http://${pods.find((pod) => pod.nodeType === 'data')?.ip ?? ''}:9200`;
    };
    const put = await request(`${await address()}/notes/_doc/1?refresh=true`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'remember me' }),
    });
    expect(put.statusCode).toBe(201);

    const deleted = await stack.command('statewright', [
      'delete',
      kept.name,
      '--keep-volumes',
      '--wait',
      '--yes',
    ]);
    expect(deleted, deleted.stderr).toMatchObject({ code: 0 });
    const left = await leftOf(stack, kept);
    expect(left.length).toBeGreaterThan(0);
    expect(left.every((name) => name.startsWith('PersistentVolumeClaim '))).toBe(true);

    await stack.statewright.clusters.apply(smallCluster(kept));
    await untilReady(stack, kept);
    const found = await request(`${await address()}/notes/_doc/1`);
    expect(await found.body.json()).toMatchObject({ _source: { text: 'remember me' } });
    await deleteAndWait(stack, kept);
    expect(await leftOf(stack, kept)).toEqual([]);
  });
});
