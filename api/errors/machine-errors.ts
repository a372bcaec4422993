import type { ErrorEntry } from './entry.js';

/** The network of a machine. */
export const machineErrors = {
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
} as const satisfies Record<string, ErrorEntry>;
