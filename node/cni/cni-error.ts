import { StatewrightError } from '../../api/errors/index.js';

/** Error codes of the CNI specification 1.1, and from 100 on our own. */
export const cniCodes = {
  version: 1,
  containerUnknown: 3,
  environment: 4,
  io: 5,
  decoding: 6,
  config: 7,
  tryAgain: 11,
  notAvailable: 50,
  /** What CHECK finds is not what ADD made. */
  notAsMade: 100,
  addressInUse: 101,
  linkOfAnother: 102,
  internal: 103,
} as const;

export type CniCode = (typeof cniCodes)[keyof typeof cniCodes];

/** A failure as the runtime is told. */
export class CniError extends Error {
  override readonly name = 'CniError';
  constructor(
    readonly code: CniCode,
    message: string,
    readonly details = '',
  ) {
    super(message);
  }
}

/**
 * Any failure in the specification's words. What may go by itself is "try again later": no pod may fail for good because
 * something was down.
 *
 * | Failure                                             | Code                       |
 * | --------------------------------------------------- | -------------------------- |
 * | the pod is proven gone                              | 3, container unknown       |
 * | the address is answered for by another device       | 101                        |
 * | a link of that name is somebody else's              | 102                        |
 * | the pod's namespace does not exist on the machine   | 3                          |
 * | the annotation of a rate is wrong                   | 7, invalid network config  |
 * | a link could not be made                            | 5, I/O                     |
 * | whatever else is `Unavailable` or `Conflict`        | 11, try again later        |
 * | whatever else                                       | 103                        |
 */
export function toCniError(error: unknown): CniError {
  if (error instanceof CniError) return error;
  if (!(error instanceof StatewrightError)) {
    return new CniError(cniCodes.internal, error instanceof Error ? error.message : String(error));
  }
  return new CniError(codeOf(error), error.sentence, error.remedy);
}

function codeOf(error: StatewrightError): CniCode {
  switch (error.code) {
    case 'PodGone':
      return cniCodes.containerUnknown;
    case 'AddressInUse':
      return cniCodes.addressInUse;
    case 'LinkGone':
      return cniCodes.containerUnknown;
    case 'LinkOfAnother':
      return cniCodes.linkOfAnother;
    case 'MalformedField':
      return cniCodes.config;
    case 'LinkRefused':
      return cniCodes.io;
    default:
      return error.kind === 'Unavailable' || error.kind === 'Conflict'
        ? cniCodes.tryAgain
        : cniCodes.internal;
  }
}
