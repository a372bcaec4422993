export { catalogue, type ErrorCode } from './catalogue.js';
export type { ErrorEntry, ErrorKind } from './entry.js';
export {
  describeError,
  fieldProblem,
  formatProblem,
  StatewrightError,
  type ErrorParameters,
  type FieldProblem,
} from './statewright-error.js';
