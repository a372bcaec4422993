import { StatewrightError } from '../../api/errors/index.js';
import type { ObjectKey } from '../../api/names.js';
import type { KubernetesClient } from '../../kubernetes/index.js';
import { adoptables, otherKind, seen, type AdoptableKind } from './adoptable.js';
import { checkAdoption } from './checks.js';
import { nextStep, type Step, type StepToTake } from './next-step.js';
import { AdoptionSteps, unfinished, type Both } from './steps.js';

export interface AdoptOptions {
  /** Kind of the set that hands over its pods. */
  readonly from: AdoptableKind;
  /** Everything is checked, also by the API server, and nothing is changed. */
  readonly dryRun?: boolean;
  /** Milliseconds for all of it; 120000 if left out. Repeating the call goes on where it was. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Hears of each step before it is taken, as a sentence. */
  readonly onStep?: (sentence: string) => void;
}

export interface AdoptOutcome {
  readonly key: ObjectKey;
  readonly from: AdoptableKind;
  readonly to: AdoptableKind;
  /** There was nothing left to do. */
  readonly already: boolean;
  /** What is lost on the way, and what else should be changed now, as sentences. */
  readonly warnings: readonly string[];
}

const defaultTimeoutMs = 120_000;

/**
 * A set of one kind takes over the pods, claims and revisions of a set of the other kind and of the same name, and
 * restarts no pod. The new set is there before the old one goes, and its controller is known to run; so whatever happens
 * in between, nothing is lost, and the same call goes on where it was.
 *
 * @throws StatewrightError SetNotFound, SetBeingDeleted, SetNameTaken, SetManagedByOthers, SetHasNoEquivalent,
 *   AdoptionWouldRestart: nothing was changed; AdoptionUnfinished: something is waited for in vain
 */
export async function adoptSet(
  client: KubernetesClient,
  key: ObjectKey,
  options: AdoptOptions,
): Promise<AdoptOutcome> {
  const { timeoutMs = defaultTimeoutMs } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await adoptWithin(client, key, { ...options, timeoutMs, timeout });
  } catch (error) {
    if (!timeout.aborted || error instanceof StatewrightError) throw error;
    throw unfinished(key, timeoutMs, 'Kubernetes to answer', 'Check that the API server is well');
  }
}

async function adoptWithin(
  client: KubernetesClient,
  key: ObjectKey,
  options: AdoptOptions & { readonly timeoutMs: number; readonly timeout: AbortSignal },
): Promise<AdoptOutcome> {
  const { from, dryRun = false, onStep = () => undefined, timeoutMs, timeout } = options;
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  const steps = new AdoptionSteps({ client, key, from, timeoutMs, timeout, signal });
  const outcome = { key, from, to: otherKind(from) };
  let warnings: readonly string[] = [];
  let taken = 0;
  for (;;) {
    const both = await look(client, key, from, signal);
    const step = nextStep({
      from,
      giver: both.giver && seen(both.giver),
      taker: both.taker && seen(both.taker),
    });
    if (step.kind === 'refuse') throw refusalOf(step.why, key, from);
    if (step.kind === 'done') {
      if (taken > 0) await steps.awaitAdoption(both);
      return { ...outcome, already: taken === 0, warnings };
    }
    if ((step.kind === 'make' || step.kind === 'pause') && both.giver !== undefined) {
      const checked = await checkAdoption(client, both.giver, { from, key }, { signal });
      if (taken === 0) warnings = checked;
    }
    if (dryRun) return { ...outcome, already: false, warnings };
    onStep(sentenceOf(step, key, from));
    await steps.take(step, both);
    taken += 1;
  }
}

async function look(
  client: KubernetesClient,
  key: ObjectKey,
  from: AdoptableKind,
  signal: AbortSignal,
): Promise<Both> {
  const [giver, taker] = await Promise.all(
    [from, otherKind(from)].map((kind) => client.get(adoptables[kind], key, { signal })),
  );
  return { giver, taker };
}

function refusalOf(
  why: Extract<Step, { kind: 'refuse' }>['why'],
  key: ObjectKey,
  from: AdoptableKind,
): StatewrightError {
  switch (why) {
    case 'notFound':
      return new StatewrightError('SetNotFound', { kind: from, ...key });
    case 'giverGoing':
      return new StatewrightError('SetBeingDeleted', { kind: from, ...key });
    case 'takerGoing':
      return new StatewrightError('SetBeingDeleted', { kind: otherKind(from), ...key });
    case 'nameTaken':
      return new StatewrightError('SetNameTaken', { kind: otherKind(from), ...key });
  }
}

function sentenceOf({ kind }: StepToTake, { name }: ObjectKey, from: AdoptableKind): string {
  const to = otherKind(from);
  const sentences: Readonly<Record<StepToTake['kind'], string>> = {
    make: `Making ${to} ${name} of the same spec${from === 'StatefulSet' ? ', paused' : ''}.`,
    remake: `${from} ${name} has changed: making ${to} ${name} anew.`,
    pause: `Pausing ${from} ${name}.`,
    inherit: `Writing down how far the update of ${from} ${name} is.`,
    awaitObserved: `Waiting for the controller of ${to} ${name} to look at it.`,
    leave: `Deleting ${from} ${name}, and nothing that it made.`,
    setFree: `Waiting for ${from} ${name} to let go of its pods, claims and revisions.`,
    finish: `Handing them to ${to} ${name}.`,
  };
  return sentences[kind];
}
