export { canonicalAddress, formatAddress, parseAddress, type Address, type Family } from './address.js';
export {
  addressAnnotation,
  addressCondition,
  parseChosenAddresses,
  type ParsedAddresses,
} from './annotations.js';
export { parseBlock, parseSubnet, type Block, type Subnet } from './block.js';
export {
  choosePool,
  readablePool,
  type PoolChoice,
  type PoolWish,
  type ReadablePool,
} from './choose-pool.js';
export { parseDuration } from './duration.js';
export { ipAssignmentSchema, type IPAssignment } from './ip-assignment.js';
export {
  defaultProbeMilliseconds,
  defaultRetention,
  ipPoolManifestSchema,
  ipPoolSchema,
  type IPPool,
  type IPPoolCounts,
  type IPPoolSpec,
  type IPPoolStatus,
} from './ip-pool.js';
export {
  ipReservationSchema,
  type FormerAddress,
  type IPReservation,
  type IPReservationSpec,
  type IPReservationStatus,
} from './ip-reservation.js';
export { judgeWish, type HeldAddresses } from './judge-wish.js';
export { assignmentName, macOf, reservationName } from './names.js';
export {
  annotationForOrdinalIps,
  formatOrdinalAddresses,
  ordinalAddressesOf,
  parseOrdinalAddresses,
  readOrdinalAddresses,
  type OrdinalAddresses,
  type ParsedOrdinalAddresses,
} from './ordinal-addresses.js';
export { admits, carries, offers, spaceOf, type FamilySpace } from './pool-space.js';
export { overlapProblems, validatePool, type NamedPool } from './validate-pool.js';
