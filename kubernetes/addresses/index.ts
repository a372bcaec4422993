export { addressesOf, endReservation, type EndOutcome } from './end-reservation.js';
export { dropFormer, freeAddress, isOver, type FreeOutcome } from './free.js';
export { hasErrorCode, isOvertaken } from './outcome.js';
