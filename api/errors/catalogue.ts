import { balancerErrors } from './balancer-errors.js';
import { dnsErrors } from './dns-errors.js';
import type { ErrorEntry } from './entry.js';

/** Every error a person or a caller can meet, in one place: a stable code, what happened in a sentence, and what to do. */
export const catalogue = {
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

  // The Kubernetes API.
  KubernetesRefused: {
    kind: 'Invalid',
    sentence: 'Kubernetes refused to {verb} {object}: {reason}.',
    remedy: 'Correct what the reason names.',
  },
  KubernetesForbidden: {
    kind: 'Unavailable',
    sentence: 'Kubernetes does not allow this process to {verb} {object}: {reason}.',
    remedy: 'Grant the missing permission; charts/statewright/files/rbac has the rules of each role.',
  },
  KubernetesNotFound: {
    kind: 'NotFound',
    sentence: 'Kubernetes has no {object}.',
    remedy: 'Check name and namespace.',
  },
  KubernetesConflict: {
    kind: 'Conflict',
    sentence: '{object} was changed by somebody else meanwhile: {reason}.',
    remedy: 'Read it again and repeat.',
  },
  KubernetesUnavailable: {
    kind: 'Unavailable',
    sentence: 'The Kubernetes API did not give an answer to {verb} {object}: {reason}.',
    remedy: 'It is tried again by itself; if it lasts, look at the API server.',
  },
  KubernetesReplyMalformed: {
    kind: 'Unavailable',
    sentence: 'The reply of the Kubernetes API to {verb} {object} is not of the expected form: {reason}.',
    remedy: 'Check that the custom resource definitions of this version of Statewright are installed.',
  },

  // The data systems' own interfaces.
  ComponentUnavailable: {
    kind: 'Unavailable',
    sentence: '{component} at {address} did not answer: {reason}.',
    remedy: 'It is asked again by itself; if it lasts, look at the pods with `statewright describe`.',
  },

  // Addresses of pods.
  AddressMalformed: {
    kind: 'Invalid',
    sentence: 'The chosen address is not acceptable: {reason}.',
    remedy: 'Write one address such as 10.1.0.10, or one of each family.',
  },
  OrdinalAddressesMalformed: {
    kind: 'Invalid',
    sentence: 'The addresses of the ordinals are not acceptable: {reason}.',
    remedy: 'Write ordinals with their addresses, for example 0=10.1.0.10,2=10.1.0.12+fd00::12.',
  },
  AddressRepeated: {
    kind: 'Invalid',
    sentence: '{address} is chosen for ordinal {ordinal} of {nodeType} already.',
    remedy: 'Choose another; no two members can have the same address.',
  },
  AddressNotOffered: {
    kind: 'Invalid',
    sentence: '{address} is not among the addresses that {pool} offers.',
    remedy: 'Choose one of the ranges that `statewright ip pools` shows.',
  },
  AddressesOfTwoPools: {
    kind: 'Invalid',
    sentence: '{one} and {other} are not of one IPPool.',
    remedy: 'Choose both addresses from the same pool.',
  },
  AddressHeld: {
    kind: 'Conflict',
    sentence: '{address} is held for {holder}.',
    remedy: 'Choose another, or give it up with `statewright ip release {holder}`.',
  },
  AddressBeingFreed: {
    kind: 'Unavailable',
    sentence: '{address} is just being given up.',
    remedy: 'It can be had again in a moment.',
  },
  PoolNotFound: {
    kind: 'Invalid',
    sentence: 'There is no IPPool {pool}.',
    remedy: 'Name one that `statewright ip pools` shows.',
  },
  PoolNotForNamespace: {
    kind: 'Invalid',
    sentence: 'The IPPool {pool} is not for namespace {namespace}.',
    remedy: 'Choose a pool that is, or add the namespace to it.',
  },
  NoPoolForNamespace: {
    kind: 'Invalid',
    sentence: 'No IPPool names namespace {namespace}, and none is the default.',
    remedy: 'Make one the default, or name one with the annotation statewright.io/ip-pool.',
  },
  PoolExhausted: {
    kind: 'Unavailable',
    sentence: 'The IPPool {pool} has no free IPv{family} address.',
    remedy: 'Give it more ranges, or give up what is no longer needed: `statewright ip list`.',
  },
  PoolWithoutFamily: {
    kind: 'Invalid',
    sentence: 'The IPPool has neither IPv4 nor IPv6.',
    remedy: 'Add ipv4, ipv6 or both.',
  },
  PoolBlockMalformed: {
    kind: 'Invalid',
    sentence: '"{value}" is not {expected}.',
    remedy: 'Write it like {example}.',
  },
  OutsideSubnet: {
    kind: 'Invalid',
    sentence: '{value} is not within the subnet {subnet}.',
    remedy: 'Choose addresses of the subnet.',
  },
  PoolEmpty: {
    kind: 'Invalid',
    sentence: 'Nothing is left of the ranges for pods.',
    remedy: 'Widen the ranges or exclude less.',
  },
  PoolsOverlap: {
    kind: 'Invalid',
    sentence: '{range} is also in the IPPool {other}.',
    remedy: 'Give each pool addresses of its own.',
  },
  SecondDefaultPool: {
    kind: 'Invalid',
    sentence: 'The IPPool {other} is the default already.',
    remedy: 'Let one pool be the default.',
  },
  ReservationNotFound: {
    kind: 'NotFound',
    sentence: 'No address is reserved for {pod}.',
    remedy: 'List the reservations with `statewright ip list`.',
  },
  ReservationInUse: {
    kind: 'Conflict',
    sentence: 'The pod {pod} exists and uses {addresses}.',
    remedy:
      'Delete the pod first, or repeat with --force: the pod then shares its address with whoever gets it.',
  },

  // Temporal and the processes themselves.
  TemporalUnavailable: {
    kind: 'Unavailable',
    sentence: 'Temporal at {address} did not answer: {reason}.',
    remedy: 'Check that the Temporal server runs and that TEMPORAL_ADDRESS names it.',
  },
  WorkflowNotRunning: {
    kind: 'NotFound',
    sentence: 'No workflow {workflowId} is running.',
    remedy:
      'The controller starts it within seconds of a change; if it does not, check that a controller process runs.',
  },
  WorkflowSilent: {
    kind: 'Unavailable',
    sentence: 'The workflow {workflowId} gave no answer within {seconds} s.',
    remedy:
      'Check that an orchestrator process runs and takes work from the task queue {taskQueue}, then repeat.',
  },
  WorkflowAlreadyRunning: {
    kind: 'Conflict',
    sentence: 'The workflow {workflowId} is running already.',
    remedy: 'Change its cluster with `statewright apply`, `scale`, `upgrade` or `configure`.',
  },
  TemporalRefused: {
    kind: 'Invalid',
    sentence: 'Temporal at {address} refused to {verb}: {reason}.',
    remedy: 'Check TEMPORAL_NAMESPACE, the credentials, and that the search attributes Sw* are registered.',
  },
  WaitTimedOut: {
    kind: 'Unavailable',
    sentence: 'The cluster {namespace}/{name} is not {goal} after {seconds} s: {state}',
    remedy: 'The work goes on by itself; follow it with `statewright watch {name} -n {namespace}`.',
  },
  SettingInvalid: {
    kind: 'Invalid',
    sentence: 'The setting {name} is not acceptable: {reason}.',
    remedy:
      'Correct the environment variable; docs/operations.md lists those of the processes, docs/stack.md those of the embedded default.',
  },
  CertificateUnusable: {
    kind: 'Invalid',
    sentence: 'The certificate {certFile} with the key {keyFile} cannot be used: {reason}.',
    remedy: 'Give a certificate and its private key as PEM files that this process may read.',
  },
  FileUnreadable: {
    kind: 'Invalid',
    sentence: 'The file {file} cannot be used: {reason}.',
    remedy: 'Give a readable YAML or JSON file with one or more DistributedCluster resources.',
  },
  LeaseLost: {
    kind: 'Unavailable',
    sentence: 'This process is no longer the leader of {lease}.',
    remedy: 'Nothing to do: the new leader carries on, and this process starts again as a candidate.',
  },

  // The network of a machine.
  OvsUnavailable: {
    kind: 'Unavailable',
    sentence: 'Open vSwitch at {socket} cannot be used: {reason}.',
    remedy:
      'See that ovsdb-server and ovs-vswitchd run on the machine; what waits for them goes on by itself.',
  },
  OvsRefused: {
    kind: 'Invalid',
    sentence: 'Open vSwitch refused a change: {reason}.',
    remedy:
      'Look at the reason and at the log of ovs-vswitchd; docs/network.md names the versions that are supported.',
  },
  OvsConflict: {
    kind: 'Conflict',
    sentence: 'Open vSwitch no longer holds what a change was based on: {what}.',
    remedy: 'Nothing to do: the change is decided anew from what is there now.',
  },
  FlowsRefused: {
    kind: 'Unavailable',
    sentence: 'The flows of bridge {bridge} could not be set: {reason}.',
    remedy: 'See that ovs-vswitchd runs on the machine; the flows are set again by themselves.',
  },
  RuntimeUnavailable: {
    kind: 'Unavailable',
    sentence: 'The container runtime at {socket} does not list its sandboxes: {reason}.',
    remedy:
      'See that containerd runs and that STATEWRIGHT_CRI_SOCKET names its socket; nothing is removed meanwhile.',
  },
  ListUnread: {
    kind: 'Unavailable',
    sentence: 'The list of {list} could not be read in full: {reason}.',
    remedy: 'Nothing is removed by an incomplete list; it is read again by itself.',
  },
  MachineNotFound: {
    kind: 'NotFound',
    sentence: 'Kubernetes has no machine "{machine}".',
    remedy: '`statewright node list` shows those it has.',
  },
  AgentSilent: {
    kind: 'Unavailable',
    sentence: 'The agent of machine {machine} took no task from its queue {queue} within {seconds} s.',
    remedy: 'See that the role `node` runs on that machine and reaches Temporal; the next sweep asks again.',
  },
  LinkWorkerUnavailable: {
    kind: 'Unavailable',
    sentence: 'The program that makes network links gave no answer: {reason}.',
    remedy:
      'See that STATEWRIGHT_LINK_TOOL names the program statewright-cni; it is started again by itself.',
  },
  LinkRefused: {
    kind: 'Unavailable',
    sentence: 'A network link could not be handled ({code}): {reason}.',
    remedy: 'Look at the reason; the container runtime tries again.',
  },
  LinkGone: {
    kind: 'NotFound',
    sentence: 'The network namespace {netns} does not exist on this machine: {reason}.',
    remedy: 'Nothing to do: the container runtime makes another one when the pod still is wanted.',
  },
  LinkOfAnother: {
    kind: 'Conflict',
    sentence: 'A network link of that name is not of Statewright: {reason}.',
    remedy: 'Rename or remove the link; what is not of Statewright is never touched.',
  },
  PodGone: {
    kind: 'NotFound',
    sentence: 'There is no pod {pod} of UID {uid} any more.',
    remedy: 'Nothing to do: its container is not wanted any more either.',
  },
  AddressNotReady: {
    kind: 'Unavailable',
    sentence: 'Pod {pod} has to wait for its address: {reason}.',
    remedy:
      'It goes on by itself; `statewright ip list` shows what is reserved, and events of the pod say more.',
  },
  AddressInUse: {
    kind: 'Conflict',
    sentence: 'Address {address} is already used in its network by {mac}.',
    remedy: 'Find that device and give it another address, or exclude the address from the IPPool.',
  },

  // The embedded default of stack/.
  PortTaken: {
    kind: 'Conflict',
    sentence: 'Port {port} of 127.0.0.1, wanted for {purpose}, is held by {holder}.',
    remedy: 'End that process, or choose another port with {setting}.',
  },
  NetworkTaken: {
    kind: 'Conflict',
    sentence: 'The network {network} ({purpose}) overlaps with the route "{route}" of this machine.',
    remedy: 'Choose another network with {setting}.',
  },
  StackOfAnother: {
    kind: 'Conflict',
    sentence: 'The stack of {owner} is on this machine already, and two cannot share it.',
    remedy: 'Stop that one first: STATEWRIGHT_HOME={owner} sh stack/down.sh',
  },
  StackBusy: {
    kind: 'Conflict',
    sentence: 'Process {pid} is bringing the stack up or down.',
    remedy: 'Wait until it has ended.',
  },
  StackStepFailed: {
    kind: 'Unavailable',
    sentence: 'Preparing "{step}" failed: {reason}.',
    remedy: 'Mend what the reason names and repeat the command; what was finished is kept. Details: {log}',
  },
  SupervisorEnded: {
    kind: 'Unavailable',
    sentence: 'The supervisor of the stack ended. Its last words: {words}.',
    remedy: 'Look at {logs}supervisor.log, and run `npm run up` again.',
  },
  StackNotReady: {
    kind: 'Unavailable',
    sentence: 'After {seconds} s not ready: {parts}.',
    remedy: 'Look at {logs}; `npm run status` shows when they are.',
  },
  ...balancerErrors,
  ...dnsErrors,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof catalogue;
