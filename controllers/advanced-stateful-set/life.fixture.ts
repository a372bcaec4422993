import fc from 'fast-check';
import { selectorMatches } from '../../api/label-selector.js';
import { ordinalSet } from '../../api/ordinals.js';
import { badImage, Machines } from './machines.fixture.js';
import type { SetSpecView } from './model.js';
import { aSet, dataTemplate, templateOfImage, update } from './observation.fixture.js';
import { Promises } from './promises.fixture.js';
import { Reconciler, smoothly, type Circumstances } from './reconciler.fixture.js';
import { World } from './world.fixture.js';

/** Something that happens to a set. Numbers that choose among what there is are taken modulo. */
export type Happening =
  | { readonly kind: 'edit'; readonly change: Partial<SetSpecView> }
  | { readonly kind: 'reconcile'; readonly circumstances: Circumstances }
  | {
      readonly kind: 'kubelet' | 'failure' | 'upset' | 'kill' | 'loseClaim' | 'release';
      readonly which: number;
    }
  | { readonly kind: 'collectGarbage' | 'kubelets' | 'tidy' }
  | { readonly kind: 'wait'; readonly seconds: number };

/** A set in its world, from its making on. */
export class Life {
  readonly world: World;
  readonly #machines: Machines;
  readonly #promises: Promises;
  readonly #reconciler: Reconciler;

  constructor(spec: Partial<SetSpecView>) {
    this.world = new World(aSet({ volumeClaimTemplates: [dataTemplate], ...spec }));
    this.#machines = new Machines(this.world);
    this.#promises = new Promises(this.world);
    this.#reconciler = new Reconciler(this.world, this.#promises);
  }

  happen(happening: Happening): void {
    this.world.time += 1_000;
    this.#promises.watch();
    this.#carryOut(happening);
    this.#promises.watch();
  }

  /**
   * Lets everybody do their work until nothing is left to do.
   *
   * @throws when it takes far more rounds than any order of pods would
   */
  settle(): void {
    for (let round = 0; round < 300; round += 1) {
      const { version } = this.world;
      this.world.time += 11_000;
      this.#promises.watch();
      const { plan } = this.#reconciler.reconcile(smoothly);
      this.#promises.watch();
      for (const name of [...this.world.head.pods.keys()]) {
        this.#machines.step(name);
        this.#promises.watch();
      }
      this.#machines.collectGarbage();
      const isIdle = plan.first.length + plan.lanes.length + plan.last.length === 0;
      if (isIdle && version === this.world.version) return;
    }
    throw new Error('the set did not come to rest');
  }

  /** Pods that somebody took out of the set keep the names of members until somebody deletes them. */
  deleteStrangers(): void {
    const { set, pods } = this.world.head;
    for (const { metadata } of pods.values()) {
      if (!selectorMatches(set.spec.selector, metadata.labels ?? {})) this.world.removePod(metadata.name);
    }
  }

  #carryOut(happening: Happening): void {
    const { world } = this;
    switch (happening.kind) {
      case 'edit':
        world.edit(happening.change);
        break;
      case 'reconcile':
        this.#reconciler.reconcile(happening.circumstances);
        break;
      case 'kubelets':
        this.#machines.stepAll();
        break;
      case 'tidy':
        this.deleteStrangers();
        break;
      case 'collectGarbage':
        this.#machines.collectGarbage();
        break;
      case 'wait':
        world.time += happening.seconds * 1_000;
        break;
      case 'loseClaim': {
        const claim = pick([...world.head.claims.keys()], happening.which);
        if (claim !== undefined) world.deleteClaim(claim);
        break;
      }
      default: {
        const pod = pick([...world.head.pods.keys()], happening.which);
        if (pod !== undefined) this.#befall(happening.kind, pod);
      }
    }
  }

  #befall(kind: 'kubelet' | 'failure' | 'upset' | 'kill' | 'release', name: string): void {
    const pod = this.world.head.pods.get(name);
    switch (kind) {
      case 'kubelet':
        this.#machines.step(name);
        break;
      case 'failure':
        this.#machines.fail(name);
        break;
      case 'upset':
        this.#machines.upset(name);
        break;
      case 'kill':
        this.world.deletePod(name);
        break;
      case 'release':
        if (pod !== undefined) this.world.putPod({ ...pod, metadata: { ...pod.metadata, labels: {} } });
    }
  }
}

function pick<T>(things: readonly T[], which: number): T | undefined {
  return things.length === 0 ? undefined : things[which % things.length];
}

const policy = fc.constantFrom('Retain' as const, 'Delete' as const);
const ordinals = fc.uniqueArray(fc.nat({ max: 6 }), { maxLength: 3 }).map(ordinalSet);
const replicas = fc.constantFrom(4, 3, 5, 4, 3, 5, 2, 1, 0);
const image = fc.constantFrom('web:1', 'web:2', 'web:3', 'web:4', 'web:5', 'web:6', badImage);
const cpu = fc.constantFrom('1', '1', '2');
const template = fc.record({ image, cpu }).map((it) => {
  const { metadata, spec } = templateOfImage(it.image);
  const containers = spec.containers.map((container) => ({
    ...container,
    resources: { requests: { cpu: it.cpu } },
  }));
  return { ...(metadata && { metadata }), spec: { ...spec, containers } };
});
const strategy = fc
  .record({
    type: fc.nat({ max: 5 }).map((n) => (n < 5 ? ('RollingUpdate' as const) : ('OnDelete' as const))),
    partition: fc.constantFrom(0, 0, 0, 1, 2),
    maxUnavailable: fc.constantFrom(1, 2, '50%', '100%'),
    podUpdatePolicy: fc.constantFrom('ReCreate' as const, 'InPlaceIfPossible' as const),
  })
  .map(update);

/** What a person may change of a set. */
const change: fc.Arbitrary<Partial<SetSpecView>> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ template }) },
  { weight: 3, arbitrary: fc.record({ update: strategy }) },
  { weight: 3, arbitrary: fc.record({ offline: ordinals }) },
  { weight: 2, arbitrary: fc.record({ replicas }) },
  { weight: 1, arbitrary: fc.record({ offline: ordinals, replicas, template }) },
  { weight: 1, arbitrary: fc.record({ start: fc.nat({ max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ offlineVolumes: policy }) },
  { weight: 1, arbitrary: fc.record({ retention: fc.record({ whenDeleted: policy, whenScaled: policy }) }) },
  { weight: 1, arbitrary: fc.record({ paused: fc.constantFrom(false, false, true) }) },
  { weight: 1, arbitrary: fc.record({ revisionHistoryLimit: fc.integer({ min: -1, max: 2 }) }) },
);

/** The spec that a set begins with. */
export const firstSpec: fc.Arbitrary<Partial<SetSpecView>> = fc.record({
  podManagementPolicy: fc.constantFrom('OrderedReady' as const, 'Parallel' as const),
  replicas,
  start: fc.nat({ max: 2 }),
  offline: ordinals,
  offlineVolumes: policy,
  template,
  update: strategy,
  retention: fc.record({ whenDeleted: policy, whenScaled: policy }),
  minReadySeconds: fc.constantFrom(0, 10),
});

const circumstances: fc.Arbitrary<Circumstances> = fc.record({
  lag: fc.nat({ max: 6 }),
  killedAfter: fc.option(fc.nat({ max: 6 }), { nil: undefined, freq: 4 }),
  shuffle: fc.nat({ max: 5 }),
});

const which = fc.nat({ max: 30 });

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('edit' as const), change }) },
  { weight: 30, arbitrary: fc.record({ kind: fc.constant('reconcile' as const), circumstances }) },
  { weight: 14, arbitrary: fc.record({ kind: fc.constant('kubelet' as const), which }) },
  { weight: 24, arbitrary: fc.constant({ kind: 'kubelets' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('failure' as const, 'upset' as const, 'kill' as const),
      which,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('loseClaim' as const, 'release' as const), which }),
  },
  { weight: 4, arbitrary: fc.constant({ kind: 'collectGarbage' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'tidy' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.nat({ max: 20 }) }),
  },
);

/** Long enough for something to come of it. */
export const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(happening, {
  minLength: 40,
  maxLength: 160,
  size: 'max',
});
