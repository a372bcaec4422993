import type { ErrorEntry } from './entry.js';

/** AdvancedStatefulSets: what is asked of them, and sets that take over from each other. */
export const setErrors = {
  // What is asked of an AdvancedStatefulSet.
  MalformedOrdinal: {
    kind: 'Invalid',
    sentence: '{value} is neither an ordinal nor a range of ordinals.',
    remedy: 'Write a number from 0 to {largest} such as 3, or a range such as "3-5".',
  },
  OrdinalRangeReversed: {
    kind: 'Invalid',
    sentence: 'The range {value} runs the wrong way round.',
    remedy: 'Write the lower ordinal first: {proper}.',
  },
  OrdinalRepeated: {
    kind: 'Invalid',
    sentence: '{value} names {ordinal}, which {other} names already.',
    remedy: 'Name each ordinal once.',
  },
  NotAnRfc1123Label: {
    kind: 'Invalid',
    sentence: '"{value}" is not a name that DNS knows.',
    remedy:
      'Use 1 to {max} lower-case letters, digits and "-", beginning and ending with a letter or a digit.',
  },
  BadMaxUnavailable: {
    kind: 'Invalid',
    sentence: '{value} is neither a number of pods above zero nor a percentage from 1% to 100%.',
    remedy: 'Write one such as 1 or 25%.',
  },
  RollingUpdateUnused: {
    kind: 'Invalid',
    sentence: 'The field has no meaning with updateStrategy.type {type}.',
    remedy: 'Remove it, or set updateStrategy.type to RollingUpdate.',
  },
  EmptySelector: {
    kind: 'Invalid',
    sentence: "The selector asks for nothing, so every pod would be the set's.",
    remedy: 'Put at least one label of the template into matchLabels.',
  },
  SelectorMismatch: {
    kind: 'Invalid',
    sentence:
      'The labels of the template do not match spec.selector, so the set would not know its own pods.',
    remedy: 'Give the template every label that the selector asks for.',
  },
  RestartPolicyRefused: {
    kind: 'Invalid',
    sentence: 'Pods of a set run until the set ends them, and with {value} they could end by themselves.',
    remedy: 'Set restartPolicy to Always, or leave it out.',
  },
  DeadlineRefused: {
    kind: 'Invalid',
    sentence: 'Pods of a set run until the set ends them; a deadline would end them before.',
    remedy: 'Remove the field.',
  },
  PodsRefused: {
    kind: 'Invalid',
    sentence: 'Kubernetes would refuse the pods: {reason}.',
    remedy: 'Correct the field as for a pod that stands alone.',
  },
  SetFieldFixed: {
    kind: 'Invalid',
    sentence: 'The field cannot change once the set exists.',
    remedy:
      'Put the old value back, or delete the set with --cascade=orphan and make it anew: it takes over the pods it finds.',
  },
  ClaimTemplatesFixed: {
    kind: 'Invalid',
    sentence: 'Claims that exist follow their templates in one thing only: more storage.',
    remedy:
      'Put the old templates back with nothing changed but larger requests, or delete the set with --cascade=orphan and make it anew.',
  },
  ClaimWithoutStorage: {
    kind: 'Invalid',
    sentence: 'The claim does not say how much storage it asks for.',
    remedy: 'Add resources.requests.storage, for example 20Gi.',
  },
  // Sets that take over from each other.
  SetNotFound: {
    kind: 'NotFound',
    sentence: 'There is no {kind} {namespace}/{name}.',
    remedy: 'Check the name, the namespace and the kind.',
  },
  SetBeingDeleted: {
    kind: 'Conflict',
    sentence: '{kind} {namespace}/{name} is being deleted.',
    remedy: 'Its pods go with it; wait until it is gone.',
  },
  SetManagedByOthers: {
    kind: 'Conflict',
    sentence: '{kind} {namespace}/{name} is managed by {owner}, which would make it anew.',
    remedy: 'Adopt nothing that an operator runs, or end that first and take its owner reference off.',
  },
  SetNameTaken: {
    kind: 'Conflict',
    sentence: '{kind} {namespace}/{name} exists and has no part in this adoption.',
    remedy: 'Delete it if nobody needs it, then repeat the command.',
  },
  SetHasNoEquivalent: {
    kind: 'Invalid',
    sentence: 'A StatefulSet cannot be as {namespace}/{name} is: {what}.',
    remedy: '{way}, then repeat the command.',
  },
  AdoptionWouldRestart: {
    kind: 'Invalid',
    sentence:
      'The pods of {namespace}/{name} would be restarted: Kubernetes would keep {field} of the template otherwise.',
    remedy: 'Write the field as Kubernetes keeps it, let the pods follow, then repeat the command.',
  },
  AdoptionUnfinished: {
    kind: 'Unavailable',
    sentence:
      'The adoption of {namespace}/{name} is not finished: after {seconds} s it still waits for {what}.',
    remedy: '{way}, then repeat the command: it goes on where it was.',
  },
} as const satisfies Record<string, ErrorEntry>;
