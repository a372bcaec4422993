import { StatewrightError } from '../../api/errors/index.js';
import { fieldManager, type ObjectKey } from '../../api/names.js';
import { isAlreadyExists, pods, type KubernetesClient } from '../../kubernetes/index.js';
import { adoptables, otherKind, seen, type Adoptable, type AdoptableKind } from './adoptable.js';
import { adoptionAnnotation, handover } from './annotation.js';
import { setFree } from './dependents.js';
import type { StepToTake } from './next-step.js';
import { takerOf } from './taker.js';
import { watchUntil } from './watch-until.js';

/** Both sets as they were when the step was decided on. */
export interface Both {
  readonly giver: Adoptable | undefined;
  readonly taker: Adoptable | undefined;
}

interface AdoptionSettings {
  readonly client: KubernetesClient;
  readonly key: ObjectKey;
  readonly from: AdoptableKind;
  readonly timeoutMs: number;
  /** Aborted when the time is over. */
  readonly timeout: AbortSignal;
  /** The same, or when the caller wants no more. */
  readonly signal: AbortSignal;
}

const controllerOf: Readonly<Record<AdoptableKind, string>> = {
  AdvancedStatefulSet: 'Check that a controller process of Statewright runs and serves the namespace',
  StatefulSet: 'Check that kube-controller-manager runs with its statefulset-controller',
};

/**
 * Takes the steps of an adoption. Each write bears UID and version of what was decided on; one that comes too late is no
 * failure, since the next look decides anew.
 */
export class AdoptionSteps {
  readonly #to: AdoptableKind;

  constructor(private readonly settings: AdoptionSettings) {
    this.#to = otherKind(settings.from);
  }

  async take(step: StepToTake, both: Both): Promise<void> {
    try {
      await this.#take(step, both);
    } catch (error) {
      const isOutdated =
        error instanceof StatewrightError &&
        (error.code === 'KubernetesConflict' || error.code === 'KubernetesNotFound');
      if (!isOutdated && !isAlreadyExists(error)) throw error;
    }
  }

  /** Waits until every pod that has the name of a member belongs to the taker. */
  async awaitAdoption({ taker }: Both): Promise<void> {
    const { client, key, signal } = this.settings;
    const isMember = new RegExp(`^${key.name.replace(/[.]/g, '\\.')}-[0-9]+$`);
    await this.#within('its pods to be taken over', controllerOf[this.#to], () =>
      watchUntil(
        client,
        pods,
        { namespace: key.namespace },
        (objects) =>
          objects
            .filter(
              ({ metadata }) => isMember.test(metadata.name) && metadata.deletionTimestamp === undefined,
            )
            .every(({ metadata }) =>
              metadata.ownerReferences?.some(({ uid }) => uid === taker?.metadata.uid),
            ),
        signal,
      ),
    );
  }

  async #take(step: StepToTake, { giver, taker }: Both): Promise<void> {
    const { client, key, from, signal } = this.settings;
    const write = { signal, fieldManager: fieldManager.client };
    switch (step.kind) {
      case 'make':
        if (giver !== undefined) await client.create(adoptables[this.#to], takerOf(giver, from), write);
        return;
      case 'remake':
        return this.#remove(this.#to, taker, from === 'StatefulSet' ? 'Background' : 'Orphan');
      case 'pause':
        return this.#patch(from, giver, {
          annotations: { [adoptionAnnotation]: handover },
          spec: { paused: true },
        });
      case 'inherit': {
        const { currentRevision, updateRevision, collisionCount } = giver?.status ?? {};
        const status = { currentRevision, updateRevision, collisionCount };
        const { uid } = taker?.metadata ?? {};
        const patch = { metadata: { uid }, status };
        await client.mergePatch(adoptables[this.#to], key, patch, { ...write, subresource: 'status' });
        return;
      }
      case 'awaitObserved':
        return this.#within(`the controller of the ${this.#to}`, controllerOf[this.#to], () =>
          watchUntil(
            client,
            adoptables[this.#to],
            this.#itself(),
            (objects) => objects.every((object) => seen(object).isObserved),
            signal,
          ),
        );
      case 'leave': {
        const { uid, resourceVersion } = giver?.metadata ?? {};
        const preconditions = { uid, resourceVersion };
        await client.delete(adoptables[from], key, { signal, ...preconditions, propagationPolicy: 'Orphan' });
        return;
      }
      case 'setFree':
        await setFree(client, key.namespace, step.giverUid, { signal });
        return this.#awaitEnd(from, step.giverUid);
      case 'finish':
        await setFree(client, key.namespace, step.giverUid, { signal });
        return this.#patch(this.#to, taker, {
          annotations: { [adoptionAnnotation]: null },
          ...(this.#to === 'AdvancedStatefulSet' && { spec: { paused: null } }),
        });
    }
  }

  async #remove(
    kind: AdoptableKind,
    set: Adoptable | undefined,
    propagationPolicy: 'Background' | 'Orphan',
  ): Promise<void> {
    const { client, key, signal } = this.settings;
    const { uid = '' } = set?.metadata ?? {};
    await client.delete(adoptables[kind], key, { signal, uid, propagationPolicy });
    await this.#awaitEnd(kind, uid);
  }

  async #awaitEnd(kind: AdoptableKind, uid: string): Promise<void> {
    const { client, signal } = this.settings;
    const way = 'Check that kube-controller-manager runs with its garbage-collector-controller';
    await this.#within(`the ${kind} to be gone`, way, () =>
      watchUntil(
        client,
        adoptables[kind],
        this.#itself(),
        (objects) => !objects.some(({ metadata }) => metadata.uid === uid),
        signal,
      ),
    );
  }

  async #patch(
    kind: AdoptableKind,
    set: Adoptable | undefined,
    { annotations, ...rest }: { readonly annotations: unknown; readonly spec?: unknown },
  ): Promise<void> {
    const { client, key, signal } = this.settings;
    const { uid, resourceVersion } = set?.metadata ?? {};
    const patch = { metadata: { uid, resourceVersion, annotations }, ...rest };
    await client.mergePatch(adoptables[kind], key, patch, { signal, fieldManager: fieldManager.client });
  }

  #itself(): { readonly namespace: string; readonly fieldSelector: string } {
    const { namespace, name } = this.settings.key;
    return { namespace, fieldSelector: `metadata.name=${name}` };
  }

  /** Time that runs out while something is waited for says what it is. */
  async #within(what: string, way: string, work: () => Promise<void>): Promise<void> {
    const { key, timeout, timeoutMs } = this.settings;
    try {
      await work();
    } catch (error) {
      throw timeout.aborted ? unfinished(key, timeoutMs, what, way) : error;
    }
  }
}

export function unfinished(key: ObjectKey, timeoutMs: number, what: string, way: string): StatewrightError {
  return new StatewrightError('AdoptionUnfinished', { ...key, seconds: timeoutMs / 1000, what, way });
}
