export { catalogue, type ErrorCode, type ErrorEntry, type ErrorKind } from './catalogue.js';
export {
  describeError,
  fieldProblem,
  formatProblem,
  StatewrightError,
  type ErrorParameters,
  type FieldProblem,
} from './statewright-error.js';
