import { StatewrightError } from '../../../api/errors/index.js';
import type { OperationKind, TakeOfflineRequest } from '../../../api/offline/requests.js';
import type { OperationHandle } from '../../harness/member-worker.js';
import { MemberWorld } from '../../harness/member-world.js';

export interface OfflineStage {
  readonly world: MemberWorld;
  readonly handle: OperationHandle;
  readonly until: (what: string, condition: () => boolean | Promise<boolean>) => Promise<void>;
  readonly untilState: (state: string) => Promise<void>;
}

export interface OfflineScenario {
  /** Name of the history file and of the cluster. */
  readonly name: string;
  readonly kind: OperationKind;
  readonly request: Omit<TakeOfflineRequest, 'namespace' | 'name'>;
  readonly world: () => MemberWorld;
  /** What happens meanwhile; the operation is then awaited. */
  readonly play: (stage: OfflineStage) => Promise<void>;
}

const one = { nodeType: 'store', ordinals: [1] };
const nothing = (): Promise<void> => Promise.resolve();

function worldOf(name: string, change: (world: MemberWorld) => void = () => undefined, offline: number[] = []): MemberWorld {
  const world = new MemberWorld(name, { replicas: 4, offlineOrdinals: offline });
  change(world);
  return world;
}

/** Operations whose histories are kept and replayed against every later version of the workflows; never recorded anew. */
export const offlineScenarios: readonly OfflineScenario[] = [
  {
    name: 'offline-done',
    kind: 'TakeOffline',
    request: { nodeType: 'store', ordinals: [1, 0] },
    world: () => worldOf('offline-done', ({ system }) => (system.unitsPerLook = 4)),
    play: nothing,
  },
  {
    name: 'offline-blocked',
    kind: 'TakeOffline',
    request: one,
    world: () => worldOf('offline-blocked', ({ system }) => (system.blockedBy = '3 units have no other copy')),
    async play({ world, untilState }) {
      await untilState('Blocked');
      world.system.blockedBy = undefined;
    },
  },
  {
    // As `offline-blocked`, from when members began to be drained once more after the second guards and when they are gone.
    name: 'offline-drained-to-the-end',
    kind: 'TakeOffline',
    request: one,
    world: () => worldOf('offline-drained-to-the-end', ({ system }) => (system.blockedBy = 'no copies')),
    async play({ world, untilState }) {
      await untilState('Blocked');
      world.system.blockedBy = undefined;
    },
  },
  {
    name: 'offline-forced',
    kind: 'TakeOffline',
    request: { ...one, force: { reason: 'its disk is broken' } },
    world: () =>
      worldOf('offline-forced', (world) => {
        world.system.blockedBy = 'no copies';
        world.kill(world.pod('store', 1));
      }),
    play: nothing,
  },
  {
    name: 'offline-cancelled-in-drain',
    kind: 'TakeOffline',
    request: one,
    world: () => worldOf('offline-cancelled-in-drain', ({ system }) => (system.unitsPerLook = 0)),
    async play({ world, handle, until }) {
      await until('it is marked', () => world.system.marked.size === 1);
      await handle.cancel();
    },
  },
  {
    name: 'offline-cancelled-after-wish',
    kind: 'TakeOffline',
    request: one,
    world: () => worldOf('offline-cancelled-after-wish', (world) => (world.stopped = true)),
    async play({ world, handle, until }) {
      await until('the wish is written', () => world.offline('store').includes(1));
      await handle.cancel();
    },
  },
  {
    name: 'offline-refused',
    kind: 'TakeOffline',
    request: { nodeType: 'store', ordinals: [9] },
    world: () => worldOf('offline-refused'),
    play: nothing,
  },
  {
    name: 'offline-after-an-outage',
    kind: 'TakeOffline',
    request: one,
    world: () =>
      worldOf('offline-after-an-outage', (world) => {
        const reason = 'connect ECONNREFUSED';
        world.fail(new StatewrightError('KubernetesUnavailable', { verb: 'get', object: 'carts', reason }));
      }),
    async play({ world, until }) {
      await until('it was tried twice', () => world.failures > 1);
      world.fail();
    },
  },
  {
    name: 'online-done',
    kind: 'BringOnline',
    request: one,
    world: () => worldOf('online-done', undefined, [1]),
    play: nothing,
  },
  {
    name: 'online-cancelled',
    kind: 'BringOnline',
    request: one,
    world: () => worldOf('online-cancelled', (world) => (world.stopped = true), [1]),
    async play({ world, handle, until }) {
      await until('the wish is written', () => world.offline('store').length === 0);
      await handle.cancel();
    },
  },
];
