import { StatewrightError, type ErrorCode } from '../../api/errors/index.js';

/** Whether it is the error of that code. */
export function hasErrorCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof StatewrightError && error.code === code;
}

/** Whether somebody else came first: another version or UID than was decided on, or the object is gone. */
export function isOvertaken(error: unknown): boolean {
  return hasErrorCode(error, 'KubernetesConflict') || hasErrorCode(error, 'KubernetesNotFound');
}
