import type { ComponentRules } from '../../api/component.js';
import type { FieldProblem } from '../../api/errors/index.js';
import type { NamedPool } from '../../api/network/index.js';
import type { MachineCapacity } from '../../api/validation/machines.js';
import type { AdmissionRequest } from './admission-review.js';
import type { AddressQuestion } from './chosen-addresses.js';
import type { KnownAddresses } from './judge-addresses.js';

/** What a review is judged by besides the request itself. */
export interface AdmissionFacts {
  readonly rules: readonly ComponentRules[];
  /** Undefined if they could not be read: then sizes are not compared with them. */
  readonly machines: readonly MachineCapacity[] | undefined;
  /** All IPPools, if the request is about one of them. */
  readonly pools?: readonly NamedPool[] | undefined;
  /** The addresses that the request asks for, with what is known of them; undefined if it asks for none. */
  readonly addresses?: AskedAddresses | undefined;
  /** What Kubernetes has against the pods of the object; undefined if it was not asked. */
  readonly pods?: PodAnswer | undefined;
}

export interface AskedAddresses {
  readonly question: AddressQuestion;
  readonly known: KnownAddresses;
}

/** Undefined problems: it was asked and gave no answer. */
export interface PodAnswer {
  readonly problems: readonly FieldProblem[] | undefined;
}

/** What there is to say of an object that is to be made or changed; it is refused if there are problems. */
export interface Verdict {
  readonly problems: readonly FieldProblem[];
  /** At most 256 characters each. */
  readonly warnings: readonly string[];
}

/** Judges objects of one kind. Pure. */
export type Judge = (request: AdmissionRequest, facts: AdmissionFacts) => Verdict;
