import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { eachOrdinal, ordinalSet } from '../../api/ordinals.js';
import { claimName, ordinalOf, podName, revisionOf, splitName } from './identity.js';
import { firstSpec, happenings, Life } from './life.fixture.js';
import { isReady } from './machines.fixture.js';
import type { SetSpecView } from './model.js';
import { dataTemplate, templateOfImage, update } from './observation.fixture.js';
import { ordinalsOf, placeOf } from './ordinals.js';
import { podViewOf } from './pod-view.js';

/** PROPERTY_RUNS=50 looks fifty times as long. */
const runs = (number: number) => ({ numRuns: number * Number(process.env.PROPERTY_RUNS ?? 1) });

vi.setConfig({ testTimeout: 3_600_000 });

/** After this, everything that a set is to be can come about: it is not paused, and its template is good. */
const wellSpecified = fc.constantFrom('web:1', 'web:2', 'web:9').map((image) => ({
  paused: false,
  template: templateOfImage(image),
  update: update({ maxUnavailable: 2 }),
}));

describe('whatever happens to a set, and wherever its controller is killed', () => {
  it('it ends as specified, having kept its order, its budget and the claims that policy keeps', () => {
    fc.assert(
      fc.property(firstSpec, fc.boolean(), happenings, wellSpecified, (spec, isOld, events, change) => {
        const life = isOld ? settled(spec) : new Life(spec);
        for (const event of events) life.happen(event);
        life.happen({ kind: 'edit', change });
        life.deleteStrangers();
        life.settle();
        expectAsSpecified(life);
      }),
      runs(200),
    );
  });

  it('it loses no claim that no spec ever let go', () => {
    fc.assert(
      fc.property(firstSpec, happenings, wellSpecified, (spec, events, change) => {
        const life = settled(spec);
        const before = new Map<string, string>();
        const remember = (): void => {
          for (const { metadata } of life.world.head.claims.values()) {
            if (!before.has(metadata.name)) before.set(metadata.name, metadata.uid);
          }
        };
        for (const event of events) {
          if (event.kind !== 'loseClaim') life.happen(event);
          remember();
        }
        life.happen({ kind: 'edit', change });
        life.deleteStrangers();
        life.settle();
        for (const [name, uid] of before) {
          if (life.world.everLetGo(name)) continue;
          expect([name, life.world.head.claims.get(name)?.metadata.uid]).toEqual([name, uid]);
        }
      }),
      runs(150),
    );
  });
});

describe('a set at rest', () => {
  const good = { template: templateOfImage('web:1'), update: update({}) };
  const some = fc.uniqueArray(fc.nat({ max: 6 }), { maxLength: 5 });
  const uidsOf = ({ world }: Life): ReadonlyMap<string, string> =>
    new Map(Array.from(world.head.pods, ([name, { metadata }]) => [name, metadata.uid]));

  it('restarts nobody but those concerned when other ordinals go offline', () => {
    fc.assert(
      fc.property(firstSpec, some, some, (spec, first, second) => {
        const life = new Life({ ...spec, ...good, replicas: 6, offline: ordinalSet(first) });
        life.settle();
        const before = uidsOf(life);
        life.happen({ kind: 'edit', change: { offline: ordinalSet(second) } });
        life.settle();
        const after = uidsOf(life);
        for (const [name, uid] of before) {
          const ordinal = ordinalOf(life.world.head.set, name) ?? -1;
          expect(after.get(name)).toBe(second.includes(ordinal) ? undefined : uid);
        }
        expectAsSpecified(life);
      }),
      runs(100),
    );
  });

  it('gives an ordinal that comes back online the claims that it had', () => {
    fc.assert(
      fc.property(firstSpec, some, (spec, ordinals) => {
        const start = { ...spec, ...good, replicas: 6, offline: [], offlineVolumes: 'Retain' as const };
        const life = new Life(start);
        life.settle();
        const before = new Map(life.world.head.claims);
        for (const offline of [ordinalSet(ordinals), []]) {
          life.happen({ kind: 'edit', change: { offline } });
          life.settle();
        }
        for (const [name, { metadata }] of before) {
          expect(life.world.head.claims.get(name)?.metadata.uid).toBe(metadata.uid);
        }
      }),
      runs(100),
    );
  });

  it('applies whenScaled to an ordinal that was offline when the range was taken below it, and to no claim before', () => {
    fc.assert(
      fc.property(firstSpec, some, fc.nat({ max: 5 }), (spec, ordinals, replicas) => {
        const retention = { whenDeleted: 'Retain', whenScaled: 'Delete' } as const;
        const offline = { offline: ordinalSet(ordinals), offlineVolumes: 'Retain' as const };
        const life = new Life({ ...spec, ...good, start: 0, replicas: 6, offline: [], retention });
        life.settle();
        life.happen({ kind: 'edit', change: offline });
        life.settle();
        expect(life.world.head.claims.size).toBe(6);
        life.happen({ kind: 'edit', change: { replicas } });
        life.settle();
        expect([...life.world.head.claims.keys()].sort()).toEqual(
          Array.from({ length: replicas }, (_, ordinal) => `data-web-${ordinal}`),
        );
      }),
      runs(100),
    );
  });
});

/** A set that has come up as its first spec says, with a template that is good. */
function settled(spec: Partial<SetSpecView>): Life {
  const life = new Life({ ...spec, template: templateOfImage('web:1') });
  life.settle();
  return life;
}

function expectAsSpecified({ world }: Life): void {
  const { set, pods, claims, revisions } = world.head;
  const ordinals = ordinalsOf(set.spec);
  const wanted = [...eachOrdinal(ordinals.wanted)];
  expect([...pods.keys()].sort()).toEqual(wanted.map((ordinal) => podName(set, ordinal)).sort());
  for (const pod of pods.values()) {
    const view = podViewOf(pod);
    expect(isReady(pod)).toBe(true);
    expect(view.terminating).toBe(false);
    expect(revisionOf(view)).toBe(set.status.updateRevision);
    expect(pod.spec.containers[0]?.image).toBe(set.spec.template.spec.containers[0]?.image);
  }
  for (const ordinal of wanted) expect(claims.has(claimName(set, dataTemplate, ordinal))).toBe(true);
  for (const { metadata } of claims.values()) {
    const place = placeOf(ordinals, splitName(metadata.name)?.ordinal ?? -1);
    if (place === 'offline') expect(set.spec.offlineVolumes).toBe('Retain');
    // One that is being deleted, and only waits for its pod to end, is past owning.
    if (place !== 'condemned' && metadata.deletionTimestamp === undefined) {
      const isOwned = metadata.ownerReferences?.some(({ uid }) => uid === set.uid) ?? false;
      expect(isOwned).toBe(set.spec.retention.whenDeleted === 'Delete');
    }
  }
  const newest = [...revisions.values()].toSorted((a, b) => b.revision - a.revision)[0];
  expect(newest?.metadata.name).toBe(set.status.updateRevision);
  const limit = set.spec.revisionHistoryLimit;
  if (limit >= 0) expect(revisions.size).toBeLessThanOrEqual(limit + 1);
  expect(set.status).toMatchObject({
    observedGeneration: set.generation,
    replicas: wanted.length,
    wanted: wanted.length,
    readyReplicas: wanted.length,
    availableReplicas: wanted.length,
    currentReplicas: wanted.length,
    updatedReplicas: wanted.length,
    currentRevision: set.status.updateRevision,
  });
  expect(set.status.conditions).toEqual([
    expect.objectContaining({ type: 'Available', status: 'True' }),
    expect.objectContaining({ type: 'Progressing', status: 'False', reason: 'Complete' }),
    expect.objectContaining({ type: 'Degraded', status: 'False' }),
    expect.objectContaining({ type: 'Paused', status: 'False' }),
  ]);
}
