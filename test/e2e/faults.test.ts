import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../integration/harness/wait-until.js';
import { deleteAndWait, smallCluster, untilReady } from './harness/clusters.js';
import { openStack, type RunningStack } from './harness/running-stack.js';

let stack: RunningStack;
beforeAll(() => {
  stack = openStack();
});
afterAll(() => stack.close());

const auditSchema = z.looseObject({
  verb: z.string(),
  responseStatus: z.looseObject({ code: z.int().optional() }).optional(),
  objectRef: z
    .looseObject({ resource: z.string(), name: z.string().optional(), subresource: z.string().optional() })
    .optional(),
});

/** How often the API server made each object whose name begins so: by its own record of every change. */
async function creations(prefix: string): Promise<Readonly<Record<string, number>>> {
  const { logs } = stack.stack.paths;
  const files = (await readdir(logs)).filter((file) => file.startsWith('audit') && file.endsWith('.log'));
  const made: Record<string, number> = {};
  for (const file of files) {
    const lines = (await readFile(join(logs, file), 'utf8'))
      .split('\n')
      .filter((line) => line.includes(prefix));
    for (const line of lines) {
      const { responseStatus, objectRef } = auditSchema.parse(JSON.parse(line));
      if (responseStatus?.code !== 201 || objectRef?.subresource !== undefined) continue;
      const object = `${objectRef?.resource ?? ''}/${objectRef?.name ?? ''}`;
      made[object] = (made[object] ?? 0) + 1;
    }
  }
  return made;
}

describe('provisioning while everything that carries it is killed once', () => {
  // A name of this run's own: the record of changes goes back to when the stack was started.
  const key = { namespace: 'default', name: `e2e-faults-${Date.now().toString(36)}` };
  beforeAll(() => deleteAndWait(stack, key));
  afterAll(() => deleteAndWait(stack, key));

  it('still ends green, with each object made once', async () => {
    await stack.statewright.clusters.apply(smallCluster(key));
    await waitUntil('the workflow has begun', async () => {
      const { status } = await stack.statewright.clusters.get(key);
      return status?.phase === 'Provisioning';
    });
    for (const part of ['orchestrator', 'controller', 'kube-apiserver', 'temporal']) await stack.kill(part);

    await untilReady(stack, key);
    await waitUntil('the system says that it is green', async () => {
      const { status } = await stack.statewright.clusters.get(key);
      return status?.health?.state === 'Healthy';
    });
    const made = await creations(key.name);
    const ours = Object.entries(made).filter(([object]) =>
      /^(advancedstatefulsets|services|configmaps)\//.test(object),
    );
    expect(ours.length).toBeGreaterThanOrEqual(5);
    expect(ours.filter(([, times]) => times !== 1)).toEqual([]);
    expect(made[`advancedstatefulsets/${key.name}-data`]).toBe(1);
  });
});
