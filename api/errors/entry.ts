/**
 * How a failure is treated everywhere, decided once:
 * - `Invalid`     the request itself is wrong; repeating it cannot help.
 * - `NotFound`    the thing named was looked up live and is not there; not retried.
 * - `Conflict`    somebody else holds or changed it; the caller must read again and decide anew; not retried blindly.
 * - `Unavailable` nothing is known (time-out, connection cut, 429, 5xx); retried, and never a reason to delete.
 */
export type ErrorKind = 'Invalid' | 'NotFound' | 'Conflict' | 'Unavailable';

export interface ErrorEntry {
  readonly kind: ErrorKind;
  /** `{name}` is replaced by the parameter of that name. */
  readonly sentence: string;
  readonly remedy: string;
}
