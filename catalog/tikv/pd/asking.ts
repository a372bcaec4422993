import { memberPodName, type Member, type MemberAccess, type MemberPod } from '../../../api/membership.js';
import { StatewrightError } from '../../../api/errors/index.js';
import { firstAnswer } from '../../first-answer.js';
import { clientPort, tikvRules } from '../rules.js';
import { PdApi } from './pd-api.js';

type Access = Pick<MemberAccess, 'cluster' | 'endpoints' | 'pods' | 'signal'> & { readonly member?: Member };

/** Asks one member of PD after the other. Throws StatewrightError `ComponentUnavailable` if none answers. */
export function askingPd<T>(
  { endpoints, signal }: Pick<MemberAccess, 'endpoints' | 'signal'>,
  ask: (api: PdApi) => Promise<T>,
): Promise<T> {
  return firstAnswer('TiKV', endpoints, signal, (endpoint) => ask(new PdApi(endpoint, signal)));
}

/** The same among all that there are: those that are ready first, the member itself last. */
export function askingAnyPd<T>(access: Access, ask: (api: PdApi) => Promise<T>): Promise<T> {
  return askingPd({ endpoints: pdToAsk(access), signal: access.signal }, ask);
}

/** Stores answer at no such port, so where clients are shown to stores instead of PD the endpoints are of no use. */
export function pdToAsk({ cluster, endpoints, member, pods }: Access): readonly string[] {
  const own = member && memberPodName(cluster.name, member);
  const last = ({ name }: MemberPod): number => Number(name === own);
  const addresses = pods
    .filter(({ nodeType, address }) => nodeType === 'pd' && address !== undefined)
    .toSorted((one, other) => last(one) - last(other) || Number(other.ready) - Number(one.ready))
    .map(({ address = '' }) => `http://${address.includes(':') ? `[${address}]` : address}:${clientPort}`);
  const exposed = cluster.spec.exposure?.nodeType ?? tikvRules.exposed;
  return [...new Set([...addresses, ...(exposed === 'pd' ? endpoints : [])])];
}

export function unavailable(reason: string): StatewrightError {
  return new StatewrightError('ComponentUnavailable', { component: 'TiKV', address: 'PD', reason });
}
