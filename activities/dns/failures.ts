import { StatewrightError } from '../../api/errors/index.js';
import { rcode, rcodeName, tsigError } from './wire/codes.js';
import { BadSignature } from './wire/tsig.js';

/** What was asked of which server, for sentences: "could not {verb} {name}". */
export interface Errand {
  readonly server: string;
  readonly verb: string;
  readonly name: string;
}

/** The server may be in another state the next time. */
export function unavailable(errand: Errand, reason: string, cause?: unknown): StatewrightError {
  return new StatewrightError('NameServerUnavailable', { ...errand, reason }, { cause });
}

function refused(errand: Errand, reason: string): StatewrightError {
  return new StatewrightError('NameServerRefused', { ...errand, reason });
}

/**
 * What a reply that says no means.
 *
 * | rcode                                             | meaning                            |
 * | ------------------------------------------------- | ---------------------------------- |
 * | REFUSED, NOTAUTH, NOTZONE, FORMERR, NOTIMP        | repeating does not help: Refused   |
 * | SERVFAIL and all else                             | nothing known: Unavailable         |
 */
export function failureOfReply(errand: Errand, code: number): StatewrightError {
  switch (code) {
    case rcode.refused:
    case rcode.notAuth:
    case rcode.notZone:
    case rcode.formErr:
    case rcode.notImp:
      return refused(errand, rcodeName(code));
    default:
      return unavailable(errand, rcodeName(code));
  }
}

/**
 * What went wrong on the way. That the server does not know our key, or takes it for a wrong one, does not get better by
 * itself; a clock does.
 */
export function failureOnTheWay(errand: Errand, error: unknown): StatewrightError {
  if (error instanceof StatewrightError) return error;
  if (error instanceof BadSignature && (error.code === tsigError.badKey || error.code === tsigError.badSig)) {
    return refused(errand, error.message);
  }
  return unavailable(errand, error instanceof Error ? error.message : String(error), error);
}
