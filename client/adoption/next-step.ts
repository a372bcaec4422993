import type { AdoptableKind, SeenSet } from './adoptable.js';
import type { Mark } from './annotation.js';

/** Who hands over and who takes over, as both stand at one moment. */
export interface Sighting {
  readonly from: AdoptableKind;
  /** Undefined only if Kubernetes said that there is none. */
  readonly giver: SeenSet | undefined;
  readonly taker: SeenSet | undefined;
}

export type Step =
  | StepToTake
  | { readonly kind: 'done' }
  | { readonly kind: 'refuse'; readonly why: 'notFound' | 'giverGoing' | 'takerGoing' | 'nameTaken' };

export type StepToTake =
  | { readonly kind: 'make' | 'remake' | 'pause' | 'inherit' | 'awaitObserved' | 'leave' }
  /** What the set of that UID made is nobody's from now on, and the set itself is waited for to be gone. */
  | { readonly kind: 'setFree' | 'finish'; readonly giverUid: string };

/**
 * The next step of an adoption. Whatever happens in between, looking again and taking the next step comes to the end:
 *
 * | giver                              | taker                               | step                                      |
 * | ---------------------------------- | ----------------------------------- | ----------------------------------------- |
 * | none                               | none                                | refuse: not found                         |
 * |                                    | going                               | refuse: taker going                       |
 * | none, or another than in the mark  | marked                              | finish: set free, begin to act, no mark   |
 * | none                               | not marked                          | done                                      |
 * | there                              | marked for another, or not marked   | refuse: name taken                        |
 * | going                              | marked for it                       | set free what it made, wait for its end   |
 * | going                              | none                                | refuse: giver going                       |
 * | ours, there, not handing over      | none, or marked for it              | pause it                                  |
 * | there                              | none                                | make the taker: paused if ours, marked    |
 * | there                              | marked for an earlier state of it   | remake: delete the taker                  |
 * | Kubernetes', its update half done  | ours, of another current revision   | inherit: write down how far it was        |
 * | there                              | marked for it, not observed         | wait until its controller is known to run |
 * | there                              | marked for it, observed             | leave: delete the giver, not what it made |
 *
 * A giver that is another than in the mark was made after the adopted one had gone: it is refused once the taker is done.
 */
export function nextStep({ from, giver, taker }: Sighting): Step {
  if (taker?.isGoing === true) return { kind: 'refuse', why: 'takerGoing' };
  const mark = taker?.mark;
  if (giver === undefined) {
    if (taker === undefined) return { kind: 'refuse', why: 'notFound' };
    return mark === undefined ? { kind: 'done' } : { kind: 'finish', giverUid: mark.uid };
  }
  if (taker !== undefined && mark === undefined) return { kind: 'refuse', why: 'nameTaken' };
  if (mark !== undefined && mark.uid !== giver.uid) return { kind: 'finish', giverUid: mark.uid };
  if (giver.isGoing) {
    return taker === undefined
      ? { kind: 'refuse', why: 'giverGoing' }
      : { kind: 'setFree', giverUid: giver.uid };
  }
  if (from === 'AdvancedStatefulSet' && !giver.handsOver) return { kind: 'pause' };
  if (taker === undefined || mark === undefined) return { kind: 'make' };
  return stepBeforeLeaving(from, giver, taker, mark);
}

function stepBeforeLeaving(from: AdoptableKind, giver: SeenSet, taker: SeenSet, mark: Mark): Step {
  if (mark.generation !== giver.generation) return { kind: 'remake' };
  const inherits = from === 'StatefulSet' && giver.currentRevision !== undefined;
  if (inherits && taker.currentRevision !== giver.currentRevision) return { kind: 'inherit' };
  return taker.isObserved ? { kind: 'leave' } : { kind: 'awaitObserved' };
}
