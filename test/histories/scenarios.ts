import type { WorkflowHandle } from '@temporalio/client';
import { StatewrightError } from '../../api/errors/index.js';
import type { ClusterProgress } from '../../workflows/cluster/contract.js';
import { ClusterWorld, exampleSpec } from '../harness/cluster-world.js';

/** What a scenario may do while the workflow runs. */
export interface Stage {
  readonly world: ClusterWorld;
  readonly handle: WorkflowHandle;
  /** Tells the workflow that something changed, as the controller does. */
  readonly notify: () => Promise<void>;
  /** Waits until the workflow shows this phase and generation. */
  readonly untilPhase: (phase: ClusterProgress['phase'], generation?: number) => Promise<void>;
  /** Waits until the world has seen this call. */
  readonly untilCall: (call: string) => Promise<void>;
}

export interface Scenario {
  /** Name of the history file. */
  readonly name: string;
  readonly world: () => ClusterWorld;
  readonly play: (stage: Stage) => Promise<void>;
}

const inPlace = { observedGeneration: 1, formed: true, missingSets: [] };

/**
 * Lives of clusters whose histories are kept and replayed against every later version of the workflow. A new kind of
 * decision in the workflow gets a scenario here; a recorded history is never made anew to please a change.
 */
export const scenarios: readonly Scenario[] = [
  {
    name: 'cluster-provision-scale-delete',
    world: () => new ClusterWorld(),
    async play({ world, handle, notify, untilPhase }) {
      await untilPhase('Ready', 1);
      await handle.executeUpdate('scale', { args: [{ nodeType: 'data', replicas: 3 }] });
      await untilPhase('Ready', 2);
      world.edit({ deletionRequested: true });
      await notify();
      await handle.result();
    },
  },
  {
    name: 'cluster-superseded-while-waiting',
    world: () => new ClusterWorld(),
    async play({ world, notify, untilPhase, untilCall }) {
      world.hold('await data', '1 of 2 ready; logs-data-1: Unschedulable: no room');
      await untilCall('await data');
      world.edit({ spec: { ...exampleSpec, image: 'another' } });
      world.release('await data');
      await notify();
      await untilPhase('Ready', 2);
    },
  },
  {
    name: 'cluster-blocked-then-mended',
    world: () => new ClusterWorld(),
    async play({ world, notify, untilPhase }) {
      const taken = { kind: 'Service', namespace: 'default', name: 'logs' };
      world.fail('shared', new StatewrightError('NotOurs', taken));
      await untilPhase('Blocked');
      world.mend('shared');
      await notify();
      await untilPhase('Ready', 1);
    },
  },
  {
    name: 'cluster-conflict-repeated',
    world: () => new ClusterWorld(),
    async play({ world, untilPhase, untilCall }) {
      world.fail('hold', new StatewrightError('KubernetesConflict', { object: 'logs', reason: 'changed' }));
      await untilCall('hold');
      world.mend('hold');
      await untilPhase('Ready', 1);
    },
  },
  {
    name: 'cluster-lost-set-and-refused-update',
    world: () => new ClusterWorld({ ...inPlace, missingSets: ['master'] }),
    async play({ handle, untilPhase, untilCall }) {
      await untilCall('await health');
      await untilPhase('Ready');
      await handle.executeUpdate('scale', { args: [{ nodeType: 'master', replicas: 0 }] }).catch(() => undefined);
      await handle.executeUpdate('configure', {
        args: [{ nodeType: 'data', config: { 'indices.recovery.max_bytes_per_sec': '80mb' } }],
      });
      await untilPhase('Ready', 2);
    },
  },
  {
    name: 'cluster-deleted-while-provisioning',
    world: () => new ClusterWorld(),
    async play({ world, handle, notify, untilCall }) {
      world.hold('await master', '0 of 1 ready');
      await untilCall('await master');
      world.edit({ deletionRequested: true });
      await notify();
      await handle.result();
    },
  },
  {
    name: 'cluster-members-leave',
    world: () => leaving(),
    async play({ world, untilPhase, untilCall }) {
      world.hold('guards data 1', '1 of 5 shards has no other copy');
      world.hold('drain data 1', '12 shards left');
      await untilPhase('Blocked');
      world.release('guards data 1');
      await untilCall('drain data 1');
      world.release('drain data 1');
      await untilPhase('Ready', 2);
    },
  },
  {
    name: 'cluster-rollout',
    world: () => rollout(),
    async play({ world, untilPhase, untilCall }) {
      world.hold('faulty data', 'the set has not taken up the new spec yet');
      world.hold('guards data 1', 'The masters keep a majority: 1 of 3');
      world.hold('replace data 1', 'logs-data-1 starts');
      world.hold('settle data 1', '3 shards moving');
      await untilCall('faulty data');
      world.release('faulty data');
      await untilPhase('Blocked');
      world.release('guards data 1');
      await untilCall('replace data 1');
      world.release('replace data 1');
      await untilCall('settle data 1');
      world.release('settle data 1');
      await untilPhase('Ready', 2);
    },
  },
  {
    name: 'cluster-rollout-forced',
    world: () => {
      const world = rollout();
      world.forced = 'downtime was agreed';
      return world;
    },
    async play({ untilPhase }) {
      await untilPhase('Ready', 2);
    },
  },
  {
    name: 'cluster-rollout-superseded',
    world: () => rollout(),
    async play({ world, notify, untilPhase, untilCall }) {
      world.hold('replace data 1', 'logs-data-1 starts: CrashLoopBackOff');
      await untilCall('replace data 1');
      world.edit({ rollout: { faulty: ['data'], joining: [] } });
      await notify();
      world.release('replace data 1');
      await untilPhase('Ready', 3);
    },
  },
  {
    name: 'cluster-members-join-and-leave-for-good',
    world: () =>
      new ClusterWorld({
        ...inPlace,
        generation: 2,
        leaving: [
          { member: { nodeType: 'data', ordinal: 1 }, departure: 'scale-down' },
          { member: { nodeType: 'ingest', ordinal: 0 }, departure: 'scale-down' },
        ],
        rollout: { faulty: [], joining: [{ nodeType: 'master', ordinal: 1 }] },
      }),
    async play({ untilPhase }) {
      await untilPhase('Ready', 2);
    },
  },
];

function rollout(): ClusterWorld {
  const world = new ClusterWorld({
    ...inPlace,
    generation: 2,
    leaving: [],
    rollout: { faulty: [], joining: [] },
  });
  world.outdated = [
    { nodeType: 'data', ordinal: 1 },
    { nodeType: 'data', ordinal: 0 },
    { nodeType: 'master', ordinal: 0 },
  ];
  return world;
}

function leaving(): ClusterWorld {
  return new ClusterWorld({
    ...inPlace,
    generation: 2,
    leaving: [
      { member: { nodeType: 'data', ordinal: 1 }, departure: 'scale-down' },
      { member: { nodeType: 'data', ordinal: 0 }, departure: 'offline', forced: 'its disk is broken' },
    ],
  });
}
