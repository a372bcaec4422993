import { WithStartWorkflowOperation, type WorkflowHandleWithSignaledRunId } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LeavingMember } from '../../api/offline/leaving.js';
import { StatewrightError } from '../../api/errors/index.js';
import type {
  ChangeAccepted,
  ClusterInput,
  ClusterOutcome,
  ClusterProgress,
  ScaleRequest,
} from '../../workflows/cluster/contract.js';
import { ClusterWorld, exampleSpec } from '../harness/cluster-world.js';
import { startTemporal, withWorker } from '../harness/workflow-environment.js';

type ClusterWorkflow = (input: ClusterInput) => Promise<ClusterOutcome>;
type Handle = WorkflowHandleWithSignaledRunId<ClusterWorkflow>;

let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startTemporal();
});
afterAll(() => environment.teardown());

let count = 0;

/** Runs the workflow on `world` as the controller starts it, and ends it when `act` is through. */
async function serving(
  world: ClusterWorld,
  act: (handle: Handle, start: () => Promise<Handle>) => Promise<void>,
): Promise<void> {
  count += 1;
  const taskQueue = `cluster-${count}`;
  const start = (): Promise<Handle> =>
    environment.client.workflow.signalWithStart<ClusterWorkflow>('cluster', {
      workflowId: `cluster/default/logs-${count}`,
      taskQueue,
      args: [{ namespace: 'default', name: `logs-${count}` }],
      signal: 'changed',
    });
  await withWorker(environment, taskQueue, world, async () => {
    const handle = await start();
    try {
      await act(handle, start);
    } finally {
      await handle.terminate().catch(() => undefined);
    }
  });
}

const progressOf = (handle: Handle): Promise<ClusterProgress> => handle.query<ClusterProgress>('progress');
const untilPhase = (handle: Handle, phase: ClusterProgress['phase']): Promise<void> =>
  vi.waitFor(async () => expect((await progressOf(handle)).phase).toBe(phase), {
    timeout: 20_000,
    interval: 50,
  });
const scale = (handle: Handle, nodeType: string, replicas: number): Promise<ChangeAccepted> =>
  handle.executeUpdate<ChangeAccepted, [ScaleRequest]>('scale', { args: [{ nodeType, replicas }] });

describe('the cluster workflow', () => {
  it('brings a new cluster up stage by stage, seals its formation and rests', async () => {
    const world = new ClusterWorld();
    await serving(world, async (handle) => {
      await untilPhase(handle, 'Ready');
      expect(world.calls).toEqual([
        'hold',
        'shared',
        'sets master',
        'await master',
        'sets data',
        'await data',
        'await health',
        'seal',
      ]);
      expect(world.cluster).toMatchObject({ observedGeneration: 1, formed: true });
      expect((await progressOf(handle)).steps.every((step) => step.state === 'Done')).toBe(true);
    });
  });

  it('shows what a member waits for while it waits, and goes on by itself when it is mended', async () => {
    const world = new ClusterWorld();
    world.hold('await data', '1 of 2 ready; logs-data-1: Unschedulable: no room');
    await serving(world, async (handle) => {
      await vi.waitFor(async () => {
        const { phase, message } = await progressOf(handle);
        expect({ phase, message }).toEqual({
          phase: 'Provisioning',
          message: 'Members of data: 1 of 2 ready; logs-data-1: Unschedulable: no room',
        });
      });
      world.release('await data');
      await untilPhase(handle, 'Ready');
    });
  });

  it('looks and does nothing when news come for a cluster that is in place', async () => {
    const world = new ClusterWorld({ observedGeneration: 1, formed: true, missingSets: [] });
    await serving(world, async (handle, start) => {
      await untilPhase(handle, 'Ready');
      await start();
      await start();
      await untilPhase(handle, 'Ready');
      expect(world.calls).toEqual([]);
    });
  });

  it('leaves what it is doing when the spec changes meanwhile, and does what is wanted now', async () => {
    const world = new ClusterWorld();
    world.hold('await data', '0 of 2 ready');
    await serving(world, async (handle, start) => {
      await vi.waitFor(() => expect(world.calls).toContain('await data'));
      world.edit({ spec: { ...exampleSpec, image: 'mended' } });
      world.release('await data');
      world.calls.length = 0;
      world.hold('await health', 'red');
      await start();
      await vi.waitFor(async () => expect((await progressOf(handle)).generation).toBe(2));
      world.release('await health');
      await untilPhase(handle, 'Ready');
      expect(world.cluster?.observedGeneration).toBe(2);
      expect(world.calls).toContain('sets master');
    });
  });

  it('updates node type by node type, and prunes those that were dropped', async () => {
    const world = new ClusterWorld({ generation: 2, observedGeneration: 1, formed: true, missingSets: [] });
    await serving(world, async (handle) => {
      await untilPhase(handle, 'Ready');
      expect(world.calls).toEqual([
        'hold',
        'shared',
        'sets data',
        'await data',
        'sets master',
        'await master',
        'prune',
        'await health',
      ]);
    });
  });

  it('makes a set again that somebody deleted', async () => {
    const world = new ClusterWorld({ observedGeneration: 1, formed: true, missingSets: ['master'] });
    await serving(world, async (handle) => {
      await untilPhase(handle, 'Ready');
      await vi.waitFor(() => expect(world.calls).toContain('await health'));
      expect(world.calls.indexOf('sets master')).toBeLessThan(world.calls.indexOf('sets data'));
    });
  });

  it('takes everything away in order when deletion is asked for, and ends', async () => {
    const world = new ClusterWorld({
      observedGeneration: 1,
      formed: true,
      missingSets: [],
      deletionRequested: true,
    });
    await serving(world, async (handle) => {
      expect(await handle.result()).toMatchObject({ outcome: 'Deleted' });
      expect(world.calls).toEqual([
        'delete sets',
        'await gone',
        'delete volumes',
        'delete shared',
        'await nothing',
        'release',
      ]);
    });
  });

  it('turns to deletion in the middle of provisioning', async () => {
    const world = new ClusterWorld();
    world.hold('await master', '0 of 1 ready');
    await serving(world, async (handle, start) => {
      await vi.waitFor(() => expect(world.calls).toContain('await master'));
      world.edit({ deletionRequested: true });
      await start();
      expect(await handle.result()).toMatchObject({ outcome: 'Deleted' });
      expect(world.calls).not.toContain('seal');
    });
  });

  it('ends at once for a cluster that does not exist', async () => {
    const world = new ClusterWorld();
    world.cluster = undefined;
    await serving(world, async (handle) => {
      expect(await handle.result()).toMatchObject({ outcome: 'NeverExisted' });
    });
  });

  it('says what refuses, and goes on after news when it is mended', async () => {
    const world = new ClusterWorld();
    const taken = { kind: 'Service', namespace: 'default', name: 'logs' };
    world.fail('shared', new StatewrightError('NotOurs', taken));
    await serving(world, async (handle, start) => {
      await untilPhase(handle, 'Blocked');
      const { blockedBy, steps } = await progressOf(handle);
      expect(blockedBy).toMatchObject({ code: 'NotOurs' });
      expect(steps.find((step) => step.state === 'Blocked')?.name).toBe('Services and configuration');
      expect(world.statuses.at(-1)).toMatchObject({ phase: 'Blocked' });
      world.mend('shared');
      await start();
      await untilPhase(handle, 'Ready');
    });
  });

  it('repeats by itself, soon, what somebody else got in between of', async () => {
    const world = new ClusterWorld();
    world.fail('hold', new StatewrightError('KubernetesConflict', { object: 'logs', reason: 'changed' }));
    await serving(world, async (handle) => {
      await vi.waitFor(() => expect(world.calls).toContain('hold'));
      world.mend('hold');
      await untilPhase(handle, 'Ready');
    });
  });

  it('tries again for as long as Kubernetes does not answer', async () => {
    const world = new ClusterWorld();
    const down = { verb: 'apply', object: 'services logs', reason: 'connect ECONNREFUSED' };
    world.fail('shared', new StatewrightError('KubernetesUnavailable', down));
    await serving(world, async (handle) => {
      await vi.waitFor(
        () => expect(world.calls.filter((call) => call === 'shared').length).toBeGreaterThan(2),
        10_000,
      );
      world.mend('shared');
      await untilPhase(handle, 'Ready');
      expect(world.statuses.some((status) => status.phase === 'Blocked')).toBe(false);
    });
  });

  it('writes the spec that a start from the Temporal UI brings', async () => {
    const world = new ClusterWorld();
    count += 1;
    const taskQueue = `cluster-${count}`;
    await withWorker(environment, taskQueue, world, async () => {
      const handle = await environment.client.workflow.start<ClusterWorkflow>('cluster', {
        workflowId: `cluster/default/logs-${count}`,
        taskQueue,
        args: [{ namespace: 'default', name: `logs-${count}`, spec: exampleSpec }],
      });
      await vi.waitFor(() => expect(world.calls[0]).toBe('declare'));
      await handle.terminate();
    });
  });
});

describe('members that are to leave', () => {
  const updating = { generation: 2, observedGeneration: 1, formed: true, missingSets: [] };
  const worldOf = (leaving: readonly LeavingMember[]): ClusterWorld =>
    new ClusterWorld({ ...updating, leaving });
  const second = { nodeType: 'data', ordinal: 1 };

  it('are drained between guards before their set is told, the others are rid of marks before the health', async () => {
    const world = worldOf([{ member: second, departure: 'scale-down' }]);
    await serving(world, async (handle) => {
      await untilPhase(handle, 'Ready');
      await vi.waitFor(() => expect(world.calls).toContain('await health'));
      expect(world.calls).toEqual([
        'hold',
        'shared',
        'guards data 1',
        'drain data 1',
        'sets data',
        'await data',
        'sets master',
        'await master',
        'prune',
        'undrain',
        'await health',
      ]);
    });
  });

  it('are held by guards that do not hold, which is shown, and go by themselves when they do', async () => {
    const world = worldOf([{ member: second, departure: 'offline' }]);
    world.hold('guards data 1', '1 of 5 shards has no other copy');
    await serving(world, async (handle) => {
      await untilPhase(handle, 'Blocked');
      const { blockedBy, steps } = await progressOf(handle);
      expect(blockedBy).toMatchObject({ code: 'GuardsDoNotHold' });
      expect(blockedBy?.sentence).toMatch(/-data-1 cannot go now: 1 of 5 shards has no other copy/);
      expect(steps.find((step) => step.state === 'Blocked')?.name).toBe('Drain data 1');
      await vi.waitFor(() => expect(world.statuses.at(-1)).toMatchObject({ phase: 'Blocked' }));
      expect(world.calls).not.toContain('sets data');
      world.release('guards data 1');
      await untilPhase(handle, 'Ready');
    });
  });

  it('stay when the spec changes back meanwhile', async () => {
    const world = worldOf([{ member: second, departure: 'scale-down' }]);
    world.hold('drain data 1', '12 shards left');
    await serving(world, async (_handle, start) => {
      await vi.waitFor(() => expect(world.calls).toContain('drain data 1'));
      world.edit({ leaving: [] });
      await start();
      // In this world a drain does not hear that it was cancelled; it ends like one that was done at that moment.
      world.release('drain data 1');
      await vi.waitFor(() => expect(world.cluster?.observedGeneration).toBe(3), 15_000);
      expect(world.calls).toContain('undrain');
    });
  });

  it('go without guards if an operator forced them offline', async () => {
    const world = worldOf([{ member: second, departure: 'offline', forced: 'its disk is broken' }]);
    world.hold('guards data 1', 'no copy');
    await serving(world, async (handle) => {
      await untilPhase(handle, 'Ready');
      expect(world.calls).toContain('force data 1');
      const { steps } = await progressOf(handle);
      expect(steps.find(({ name }) => name === 'Drain data 1')?.detail).toContain(
        'skipped by force: no copy',
      );
    });
  });
});

describe('Updates of the cluster workflow', () => {
  const inPlace = { observedGeneration: 1, formed: true, missingSets: [] };

  it('scales a node type and works on it', async () => {
    const world = new ClusterWorld(inPlace);
    await serving(world, async (handle) => {
      await untilPhase(handle, 'Ready');
      expect(await scale(handle, 'data', 3)).toEqual({ generation: 2 });
      await vi.waitFor(() => expect(world.cluster?.observedGeneration).toBe(2));
      expect(world.cluster?.spec.nodeTypes[1]).toMatchObject({ name: 'data', replicas: 3 });
    });
  });

  it('refuses to drop the last master before anything is written, naming field and remedy', async () => {
    const world = new ClusterWorld(inPlace);
    await serving(world, async (handle) => {
      await untilPhase(handle, 'Ready');
      const refused: unknown = await scale(handle, 'master', 0).catch((error: unknown) => error);
      expect(refused).toMatchObject({ cause: { type: 'Invalid' } });
      expect((refused as { cause: Error }).cause.message).toMatch(/nodeTypes\[0\]\.replicas.*at least 1/);
      expect(world.calls).toEqual([]);
    });
  });

  it('judges an Update that arrives together with the start only after the first look', async () => {
    const world = new ClusterWorld(inPlace);
    count += 1;
    const taskQueue = `cluster-${count}`;
    await withWorker(environment, taskQueue, world, async () => {
      const start = new WithStartWorkflowOperation<ClusterWorkflow>('cluster', {
        workflowId: `cluster/default/logs-${count}`,
        taskQueue,
        args: [{ namespace: 'default', name: `logs-${count}` }],
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
      const refused = environment.client.workflow.executeUpdateWithStart('scale', {
        startWorkflowOperation: start,
        args: [{ nodeType: 'master', replicas: 0 }],
      });
      await expect(refused).rejects.toMatchObject({ cause: { type: 'Invalid' } });
      expect(world.calls).toEqual([]);
      await (await start.workflowHandle()).terminate();
    });
  });
});
