import { StatewrightError } from '../../api/errors/index.js';

/** Whether somebody else came first: another version or UID than was decided on, or the object is gone. */
export function isOutdated(error: unknown): boolean {
  return hasCode(error, 'KubernetesConflict') || hasCode(error, 'KubernetesNotFound');
}

/** Whether the API server understood the request and will not do it, now or later. */
export function isRefused(error: unknown): boolean {
  return hasCode(error, 'KubernetesRefused');
}

export function hasCode(error: unknown, code: StatewrightError['code']): boolean {
  return error instanceof StatewrightError && error.code === code;
}

export function sentenceOf(error: unknown): string {
  return error instanceof StatewrightError ? error.sentence : String(error);
}
