import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RolloutStart } from '../../activities/cluster/contract.js';
import { withTypedFailures } from '../../activities/failure.js';
import { forcedRestartAnnotation } from '../../api/restarts.js';
import type { ClusterInput, ClusterOutcome, ClusterProgress } from '../../workflows/cluster/contract.js';
import { ClusterWorld } from '../harness/cluster-world.js';
import { clusterUid, MemberWorld } from '../harness/member-world.js';
import { builtWorkflows, startTemporal } from '../harness/workflow-environment.js';
import { waitUntil } from './harness/wait-until.js';

type ClusterWorkflow = (input: ClusterInput) => Promise<ClusterOutcome>;
type Handle = WorkflowHandle<ClusterWorkflow>;

let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startTemporal();
});
afterAll(() => environment.teardown());

let count = 0;

/** A change of the example component's cluster: the script's world for sets and status, the members' for everything on members. */
class Change {
  readonly members: MemberWorld;
  readonly script: ClusterWorld;

  constructor(rollout: RolloutStart = { faulty: [], joining: [] }) {
    count += 1;
    this.members = new MemberWorld(`carts-${count}`, { replicas: 3 });
    this.members.revision = 'second';
    this.script = new ClusterWorld({
      uid: clusterUid,
      generation: 2,
      observedGeneration: 1,
      formed: true,
      missingSets: [],
      spec: this.members.cluster.spec,
      rolloutOrder: ['store', 'gate', 'leader'],
      leaving: [],
      rollout,
    });
  }

  worker(ending?: AbortSignal): Promise<Worker> {
    return workerOf(this.members.key.name, {
      ...this.script.activities(),
      ...this.members.activities(ending),
    });
  }

  start(): Promise<Handle> {
    const { name } = this.members.key;
    return environment.client.workflow.start<ClusterWorkflow>('cluster', {
      workflowId: `cluster/shop/${name}`,
      taskQueue: name,
      args: [this.members.key],
    });
  }

  /** Runs the workflow while `act` looks at it. */
  async during(act: (handle: Handle) => Promise<void>): Promise<void> {
    const worker = await this.worker();
    await worker.runUntil(async () => {
      const handle = await this.start();
      try {
        await act(handle);
      } finally {
        await handle.terminate().catch(() => undefined);
      }
    });
  }

  /** Ordinals of the node type in the order in which their pods were ended. */
  ended(nodeType = 'store'): string {
    const prefix = this.members.pod(nodeType, 0).slice(0, -1);
    return this.members.ended
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length))
      .join('');
  }
}

async function workerOf(
  taskQueue: string,
  activities: ReturnType<ClusterWorld['activities']>,
): Promise<Worker> {
  return Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowBundle: await builtWorkflows(),
    activities: withTypedFailures({ ...activities }),
    shutdownForceTime: '5 s',
    maxHeartbeatThrottleInterval: '200 ms',
  });
}

const progressOf = (handle: Handle): Promise<ClusterProgress> => handle.query<ClusterProgress>('progress');
const untilPhase = (handle: Handle, phase: ClusterProgress['phase']): Promise<void> =>
  waitUntil(`the cluster is ${phase}`, async () => (await progressOf(handle)).phase === phase);

describe('a rollout', () => {
  it('restarts every member once, the node types in their order, who leads last, each when its guards hold and settled before the next', async () => {
    const change = new Change();
    const { members } = change;
    members.system.leader = members.pod('store', 2);
    await change.during(async (handle) => {
      await untilPhase(handle, 'Ready');
      expect(change.ended()).toBe('102');
      expect(members.ended.map((name) => name.split('-').at(-2))).toEqual([
        'store',
        'store',
        'store',
        'gate',
        'leader',
      ]);
      const pod = (ordinal: number) => members.pod('store', ordinal);
      const asked = members.system.asked.filter((it) => it.includes('-store-') && !it.startsWith('undrain'));
      expect(asked).toEqual(
        [1, 0, 2].flatMap((ordinal) => [`guards ${pod(ordinal)}`, `settle ${pod(ordinal)}`]),
      );
      expect([...members.pods.values()].every(({ revision }) => revision === 'second')).toBe(true);
      const { steps } = await progressOf(handle);
      expect(steps.map(({ name }) => name).filter((name) => name.startsWith('Restart store'))).toEqual([
        'Restart store 1 (1 of 3)',
        'Restart store 0 (2 of 3)',
        'Restart store 2 (3 of 3)',
      ]);
      expect(steps.every(({ state }) => state === 'Done')).toBe(true);
      expect(change.script.calls).toContain('sets store Guarded');
      const { historyLength } = await handle.describe();
      process.stdout.write(`${historyLength} history events for 5 restarts\n`);
      expect(historyLength).toBeLessThan(250);
    });
  });

  it('waits for guards, shows them with their numbers, and goes on by itself', async () => {
    const change = new Change();
    change.members.system.blockedBy = '3 of 12 units have no other copy';
    await change.during(async (handle) => {
      await untilPhase(handle, 'Blocked');
      const { blockedBy, guards, steps } = await progressOf(handle);
      expect(blockedBy).toMatchObject({ code: 'RestartHeldUp' });
      expect(blockedBy?.sentence).toContain('3 of 12 units');
      expect(guards?.map(({ name, holds }) => [name, holds])).toEqual([
        ['Its set makes it anew', true],
        ['The others of store are ready', true],
        ['A copy is elsewhere', false],
        ['The system is whole', true],
      ]);
      expect(steps.find(({ state }) => state === 'Blocked')?.name).toBe('Restart store 2 (1 of 3)');
      await waitUntil('the status says so', () => change.script.statuses.at(-1)?.phase === 'Blocked');
      expect(change.ended()).toBe('');
      change.members.system.blockedBy = undefined;
      await untilPhase(handle, 'Ready');
      expect(change.ended()).toBe('210');
    });
  });

  it('goes on without the guards of the system when the owner gives a reason, on record', async () => {
    const change = new Change();
    const { members } = change;
    members.system.blockedBy = 'an index has a single copy';
    await change.during(async (handle) => {
      await untilPhase(handle, 'Blocked');
      members.annotate({ [forcedRestartAnnotation('store')]: 'downtime was agreed' });
      await waitUntil('all of store are restarted', () => change.ended() === '210');
      expect(JSON.stringify(members.events[0])).toContain('downtime was agreed');
      // The reason is for that node type alone.
      await untilPhase(handle, 'Blocked');
      expect(change.ended('gate')).toBe('');
    });
  });

  it('stops at the first member that does not come back, and a new spec mends it without hand work', async () => {
    const change = new Change();
    const { members, script } = change;
    members.faultyRevisions.add('second');
    await change.during(async (handle) => {
      await waitUntil('the first is away', () => change.ended() === '2');
      await waitUntil('it is shown', async () => (await progressOf(handle)).message.includes('starts'));
      members.revision = 'third';
      script.edit({ rollout: { faulty: ['store'], joining: [] } });
      await handle.signal('changed');
      await waitUntil('the new spec is in place', () => script.cluster?.observedGeneration === 3);
      expect(change.ended()).toBe('2210');
      expect(script.calls.lastIndexOf('sets store Guarded')).toBeGreaterThan(0);
    });
  });

  it('replaces members that do not serve at once, though no guard holds and they wait for each other', async () => {
    const change = new Change({ faulty: ['store'], joining: [] });
    const { members } = change;
    for (const name of [members.pod('store', 0), members.pod('store', 1), members.pod('store', 2)]) {
      members.pods.delete(name);
    }
    members.faultyRevisions.add('first');
    members.revision = 'first';
    members.follow();
    members.revision = 'second';
    members.system.silent = true;
    await change.during(async (handle) => {
      await waitUntil('all are replaced', () => change.ended().length === 3);
      members.system.silent = false;
      await untilPhase(handle, 'Ready');
      expect(change.ended().split('').toSorted().join('')).toBe('012');
    });
  });

  it('ends nothing of a set that is paused, and says so', async () => {
    const change = new Change();
    change.members.paused = true;
    await change.during(async (handle) => {
      await waitUntil('it says so', async () => (await progressOf(handle)).message.includes('spec.paused'));
      expect(change.ended()).toBe('');
      change.members.paused = false;
      await untilPhase(handle, 'Ready');
    });
  });

  it('is held up while the system gives no answer, and says so', async () => {
    const change = new Change();
    change.members.system.silent = true;
    await change.during(async (handle) => {
      await waitUntil('it is held up', async () => (await progressOf(handle)).phase === 'Blocked', {
        timeoutMs: 50_000,
      });
      expect((await progressOf(handle)).blockedBy?.sentence).toContain('The system answers');
      expect(change.ended()).toBe('');
      change.members.system.silent = false;
      await untilPhase(handle, 'Ready');
    });
  });

  it('restarts each member once though every worker ends after each pod that goes', async () => {
    const change = new Change();
    const { members } = change;
    const handle = await change.start();
    for (let gone = 1; gone <= 4; gone += 1) {
      const ending = new AbortController();
      const worker = await change.worker(ending.signal);
      await worker.runUntil(async () => {
        await waitUntil(`${gone} have gone`, () => members.ended.length >= gone);
        ending.abort();
      });
    }
    const last = await change.worker();
    await last.runUntil(async () => {
      await untilPhase(handle, 'Ready');
      expect(change.ended()).toBe('210');
      expect(members.ended).toHaveLength(5);
    });
    await handle.terminate();
  });

  it('ends a pod once though the reply to its deletion is lost', async () => {
    const change = new Change();
    const { members, script } = change;
    const activities = { ...script.activities(), ...members.activities() };
    let lost = 0;
    const worker = await workerOf(members.key.name, {
      ...activities,
      replaceMember: async (request) => {
        const report = await activities.replaceMember(request);
        lost += 1;
        if (lost % 2 === 1) throw new Error('the machine lost its power');
        return report;
      },
    });
    await worker.runUntil(async () => {
      const handle = await change.start();
      await untilPhase(handle, 'Ready');
      expect(change.ended()).toBe('210');
      await handle.terminate();
    });
  });
});
