import type { ErrorEntry } from './entry.js';

/** Addresses of pods. */
export const addressErrors = {
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
} as const satisfies Record<string, ErrorEntry>;
