export { addressesOf, endReservation, type EndOutcome } from './end-reservation.js';
export { freeAddress, giveUpFormer, isOver, type FreeOutcome } from './free.js';
export { hasErrorCode, isOvertaken } from './outcome.js';
