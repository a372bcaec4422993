import { sameData } from './same-data.js';
import type { AdvancedStatefulSetStatus } from '../../api/advanced-stateful-set.js';
import { isAtLeast } from '../runtime/resource-version.js';
import type { Key } from '../runtime/store.js';
import type { SetView } from './model.js';
import { metadataOf, type CallOptions, type KubernetesClient } from '../../kubernetes/index.js';
import { isOutdated } from './failures.js';
import type { SetKind } from './set-kind.js';

/** Whose status is written, by whom. */
export interface Reporting {
  readonly client: KubernetesClient;
  readonly set: SetView;
  readonly key: Key;
  readonly resource: SetKind['resource'];
  readonly write: CallOptions & { readonly fieldManager: string };
  ref(name: string): { readonly namespace: string; readonly name: string };
}

interface Written {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly status: AdvancedStatefulSetStatus;
  /** Milliseconds, when it was written. */
  readonly at: number;
}

/** Counts follow each other quickly while pods come and go; nobody reads more of them than this. */
const betweenCountsMs = 1_000;

const counts: readonly (keyof AdvancedStatefulSetStatus)[] = [
  'replicas',
  'readyReplicas',
  'availableReplicas',
  'currentReplicas',
  'updatedReplicas',
];

/** Writes statuses, each no more often than is of use, and knows them before the cache does. */
export class Statuses {
  readonly #written = new Map<Key, Written>();

  /**
   * @param versionOfCache how far the cache of sets has come; undefined while it is listed anew
   * @param now milliseconds, never going back
   */
  constructor(
    private readonly versionOfCache: () => string | undefined,
    private readonly now: () => number,
  ) {}

  /** The set as the cache has it, with the status that was written last. */
  asItStands(key: Key, set: SetView): SetView {
    const written = this.#written.get(key);
    if (written?.uid !== set.uid || this.#isShown(written)) return set;
    return { ...set, status: written.status };
  }

  /**
   * Milliseconds until it is worth writing; 0 for at once:
   *
   * | what differs                   | something is being done | written lately |          |
   * | ------------------------------ | ----------------------- | -------------- | -------- |
   * | more than counts               |                         |                | at once  |
   * | counts, and what tells of them | yes, and changes them   |                | later    |
   * | counts, and what tells of them |                         | yes            | later    |
   * | counts, and what tells of them | no                      | no             | at once  |
   */
  dueInMs(key: Key, { status: before }: SetView, after: AdvancedStatefulSetStatus, acts: boolean): number {
    if (!sameData(apartFromCounts(before), apartFromCounts(after))) return 0;
    if (acts) return betweenCountsMs;
    const { at } = this.#written.get(key) ?? {};
    return at === undefined ? 0 : Math.max(0, at + betweenCountsMs - this.now());
  }

  /** Of the set's own UID; that it was deleted, or deleted and made anew, shows soon. */
  async write(whose: Reporting, status: AdvancedStatefulSetStatus): Promise<void> {
    const { name, uid } = whose.set;
    try {
      const { metadata } = await whose.client.mergePatch(
        metadataOf(whose.resource),
        whose.ref(name),
        { metadata: { uid }, status },
        { ...whose.write, subresource: 'status' },
      );
      const { resourceVersion } = metadata;
      const whole = { ...whose.set.status, ...status };
      this.#written.set(whose.key, { uid, resourceVersion, status: whole, at: this.now() });
    } catch (error) {
      if (!isOutdated(error)) throw error;
    }
  }

  forget(key: Key): void {
    this.#written.delete(key);
  }

  /** Versions that cannot be compared are taken for shown. */
  #isShown({ resourceVersion }: Written): boolean {
    const version = this.versionOfCache();
    return version !== undefined && isAtLeast(version, resourceVersion) !== false;
  }
}

function apartFromCounts(status: AdvancedStatefulSetStatus): unknown {
  const conditions = (status.conditions ?? []).map(({ type, status: is, reason }) => [type, is, reason]);
  return Object.fromEntries(
    Object.entries({ ...status, conditions }).filter(([field]) => !counts.some((count) => count === field)),
  );
}
