import { StatewrightError } from '../../api/errors/index.js';
import { unavailable, type TvsReply, type TvsRequest } from './client.js';
import { readProblem, type Problem } from './wire.js';

/**
 * What a reply that is no success means. Only a problem that TVS itself wrote, with a code, says anything; the error page of a proxy
 * says as little as no reply.
 *
 * | Status, code                       | Error                                   |
 * | ---------------------------------- | --------------------------------------- |
 * | 401, 403                           | BalancerForbidden                       |
 * | 409 id-held, address-held          | VipOfAnother                            |
 * | 412 precondition-failed            | BalancerConflict                        |
 * | 422 refused, 400 or 413 malformed  | BalancerRefused, with the fields named  |
 * | else                               | BalancerUnavailable                     |
 */
export function refusalOf(request: TvsRequest, reply: TvsReply, address?: string): StatewrightError {
  const problem = readProblem(reply.body);
  const { verb, object } = request;
  const balancer = 'TVS';
  if (problem === undefined) {
    return unavailable(request, `it answered ${reply.status} and nothing that is understood`);
  }
  const reason = withoutDot(problem.detail ?? problem.code);
  switch (problem.code) {
    case 'unauthenticated':
    case 'forbidden':
      return new StatewrightError('BalancerForbidden', { balancer, verb, vip: object, reason });
    case 'id-held':
    case 'address-held':
      return new StatewrightError('VipOfAnother', {
        balancer,
        address: address ?? object,
        owner: problem.owner ?? 'not said who',
      });
    case 'precondition-failed':
      return new StatewrightError('BalancerConflict', { balancer, verb, vip: object });
    case 'refused':
    case 'malformed':
      return refused(object, reason, problem);
    default:
      return unavailable(request, `it answered ${reply.status}, ${reason}`);
  }
}

function refused(object: string, reason: string, { fields = [] }: Problem): StatewrightError {
  const parameters = { balancer: 'TVS', vip: object, reason };
  const { remedy } = new StatewrightError('BalancerRefused', parameters);
  const problems = fields.map((one) => ({
    field: one.field,
    code: 'BalancerRefused' as const,
    sentence: one.reason,
    remedy,
  }));
  return new StatewrightError('BalancerRefused', parameters, { problems });
}

/** The sentences of the catalogue have a dot of their own. */
function withoutDot(text: string): string {
  return text.replace(/\.+$/, '');
}
