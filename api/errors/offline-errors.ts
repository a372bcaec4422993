import type { ErrorEntry } from './entry.js';

/** Members of a cluster that are to leave it for a time, or to come back. */
export const offlineErrors = {
  TooFewOnline: {
    kind: 'Invalid',
    sentence: '{component} needs at least {minimum} member(s) of "{nodeType}", {online} would be online.',
    remedy: 'Bring a member back first, or raise replicas.',
  },
  NoOrdinals: {
    kind: 'Invalid',
    sentence: 'No ordinal is named.',
    remedy: 'Name at least one, for example [1].',
  },
  OrdinalNotThere: {
    kind: 'Invalid',
    sentence: '"{nodeType}" has no member {ordinal}: its ordinals are {range}.',
    remedy: 'Choose an ordinal in range.',
  },
  OrdinalNamedTwice: {
    kind: 'Invalid',
    sentence: 'Ordinal {ordinal} is named twice.',
    remedy: 'Name each once.',
  },
  MemberOffline: {
    kind: 'Invalid',
    sentence: 'Member {ordinal} of "{nodeType}" is offline already.',
    remedy: 'Leave it out; `statewright describe` shows which members are offline.',
  },
  MemberOnline: {
    kind: 'Invalid',
    sentence: 'Member {ordinal} of "{nodeType}" is not offline.',
    remedy: 'Leave it out; `statewright describe` shows which members are offline.',
  },
  ForceWithoutReason: {
    kind: 'Invalid',
    sentence: 'Guards are only skipped for a reason, which goes on record.',
    remedy: 'Say why, for example with --reason "disk of data-1 is broken".',
  },
  WrongOperationId: {
    kind: 'Invalid',
    sentence: 'The workflow was started with the id "{actual}".',
    remedy: 'Start it with the id "{expected}", so that there is one operation on a cluster at a time.',
  },
  OperationRunning: {
    kind: 'Conflict',
    sentence: 'Another operation on {namespace}/{name} is under way: {first}.',
    remedy:
      'Wait for its end, follow it with `statewright offline {name} --follow`, or cancel it with `statewright offline {name} --cancel`.',
  },
  NoOperation: {
    kind: 'NotFound',
    sentence: 'There is no operation on members of {namespace}/{name}.',
    remedy: 'Start one with `statewright offline` or `statewright online`.',
  },
  GuardsDoNotHold: {
    kind: 'Conflict',
    sentence: '{member} cannot go now: {guards}.',
    remedy: 'Nothing to do if that passes by itself: it is looked at again every few seconds.',
  },
  RestartHeldUp: {
    kind: 'Conflict',
    sentence: '{member} cannot be restarted now: {guards}.',
    remedy:
      'Nothing to do if that passes by itself: it is looked at again every few seconds. If it never will, put the reason for restarting all the same into the annotation {annotation} of the cluster.',
  },
  MemberStays: {
    kind: 'Conflict',
    sentence: '{member} is not to go any more.',
    remedy: 'Nothing to do: the wish was changed meanwhile.',
  },
} as const satisfies Record<string, ErrorEntry>;
