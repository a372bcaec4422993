import type { ErrorEntry } from './entry.js';

/** What owners of clusters may get wrong, and clusters as things that are looked up. */
export const clusterErrors = {
  // What a cluster's owner may get wrong.
  UnknownComponent: {
    kind: 'Invalid',
    sentence: 'The catalog has no component "{component}".',
    remedy: 'Choose one of: {known}.',
  },
  UnknownVersion: {
    kind: 'Invalid',
    sentence: '{component} has no version "{version}" in the catalog.',
    remedy: 'Choose one of: {known}.',
  },
  NotADnsLabel: {
    kind: 'Invalid',
    sentence: '"{value}" is not a DNS label.',
    remedy:
      'Use 1 to {max} lower-case letters, digits and "-", beginning with a letter and not ending with "-".',
  },
  MalformedField: {
    kind: 'Invalid',
    sentence: 'The value is not acceptable: {reason}.',
    remedy: 'Correct the field; docs/api-reference.md shows its type, bounds and default.',
  },
  UnknownField: {
    kind: 'Invalid',
    sentence: 'There is no field "{key}" here.',
    remedy: '{suggestion}',
  },
  MissingField: {
    kind: 'Invalid',
    sentence: 'The field is missing.',
    remedy: 'Add it: {description}',
  },
  UnknownNodeType: {
    kind: 'Invalid',
    sentence: '{component} has no node type "{nodeType}".',
    remedy: 'Choose among: {known}.',
  },
  DuplicateName: {
    kind: 'Invalid',
    sentence: 'The name "{name}" is used twice.',
    remedy: 'Give each entry a name of its own.',
  },
  MissingNodeType: {
    kind: 'Invalid',
    sentence: '{component} cannot run without node type "{nodeType}".',
    remedy: 'Add node type "{nodeType}" with at least {minimum} replica(s).',
  },
  TooFewReplicas: {
    kind: 'Invalid',
    sentence: '{component} needs at least {minimum} replica(s) of "{nodeType}", {replicas} asked for.',
    remedy: 'Raise replicas to {minimum} or more.',
  },
  LastMembersDropped: {
    kind: 'Invalid',
    sentence: 'The change would drop the last "{nodeType}", without which {component} cannot run.',
    remedy: 'Keep at least {minimum} replica(s) of "{nodeType}".',
  },
  MajorityDropped: {
    kind: 'Invalid',
    sentence: 'The change would leave too few "{nodeType}" for {component} to elect a leader.',
    remedy: 'Fewer than half may leave at once: keep {least}.',
  },
  NodeTypeHoldsVolumes: {
    kind: 'Invalid',
    sentence: 'Members of node type "{nodeType}" still have volumes.',
    remedy: 'Set its replicas to 0 first; when the members are gone, remove it.',
  },
  ExposedWithoutMembers: {
    kind: 'Invalid',
    sentence: 'Node type "{nodeType}" is to answer clients, and the spec has no members of it.',
    remedy: 'Give it members, or choose a node type that has some.',
  },
  TooFewVolumes: {
    kind: 'Invalid',
    sentence: '{component} keeps data on "{nodeType}", and a member would have no volume for it.',
    remedy: "Give it at least {minimum} volume(s), or leave volumes out for the catalog's.",
  },
  TooManyReplicas: {
    kind: 'Invalid',
    sentence: '{component} takes at most {maximum} replica(s) of "{nodeType}", {replicas} asked for.',
    remedy: 'Lower replicas to {maximum} or fewer.',
  },
  EvenReplicas: {
    kind: 'Invalid',
    sentence: '{component} takes odd numbers of "{nodeType}", {replicas} asked for.',
    remedy:
      'Ask for one more or one fewer: of members that vote, an even number survives no more than one fewer.',
  },
  MemoryExceedsMachines: {
    kind: 'Invalid',
    sentence: '{asked} of memory is asked for, and the largest machine has {largest} for pods.',
    remedy: 'Ask for at most {largest}, or add a larger machine.',
  },
  CpuExceedsMachines: {
    kind: 'Invalid',
    sentence: '{asked} processors are asked for, and the largest machine has {largest} for pods.',
    remedy: 'Ask for at most {largest}, or add a larger machine.',
  },
  MemoryBelowMinimum: {
    kind: 'Invalid',
    sentence: '{asked} of memory is less than the {minimum} that "{nodeType}" of {component} needs.',
    remedy: 'Ask for at least {minimum}.',
  },
  ForbiddenConfigKey: {
    kind: 'Invalid',
    sentence: 'The setting "{key}" is decided by the platform.',
    remedy: 'Remove it; {reason}.',
  },
  ImmutableField: {
    kind: 'Invalid',
    sentence: 'The field cannot change from {before} to {after} once the cluster exists.',
    remedy: 'Put the old value back, or make a new cluster and move the data.',
  },
  VolumesFixed: {
    kind: 'Invalid',
    sentence: 'Members that exist keep their volumes: none can be added, removed or renamed.',
    remedy: 'Put the old list back, or make a new cluster and move the data.',
  },
  VolumeShrinks: {
    kind: 'Invalid',
    sentence: 'A volume cannot shrink from {before} to {after}.',
    remedy: 'Put the old size back; a volume can only grow.',
  },
  DowngradeRefused: {
    kind: 'Invalid',
    sentence:
      '{component} cannot go back from {before} to {after}: newer data on disk is not read by older servers.',
    remedy: 'Stay at {before} or choose a newer version.',
  },
  // Clusters as things that are looked up.
  ClusterNotFound: {
    kind: 'NotFound',
    sentence: 'There is no cluster {namespace}/{name}.',
    remedy: 'List the clusters with `statewright get`, or create it with `statewright apply -f FILE`.',
  },
  ClusterBeingDeleted: {
    kind: 'Conflict',
    sentence: 'The cluster {namespace}/{name} is being deleted.',
    remedy: 'Wait until it is gone, then create it anew.',
  },
  ClusterReplaced: {
    kind: 'Conflict',
    sentence: 'The cluster {namespace}/{name} was deleted and made anew meanwhile.',
    remedy: 'Look at the new cluster and repeat the operation if it is still wanted.',
  },
  FieldsHeldByOthers: {
    kind: 'Conflict',
    sentence: 'Fields of the cluster were set by {managers}, and the manifest wants other values.',
    remedy: 'Put their values into the manifest, or take the fields over with --force-conflicts.',
  },
  NotOurs: {
    kind: 'Conflict',
    sentence: '{kind} {namespace}/{name} exists and was not made for this cluster.',
    remedy:
      'Rename the cluster, or remove that object if nobody needs it; it is never taken over or deleted.',
  },
} as const satisfies Record<string, ErrorEntry>;
