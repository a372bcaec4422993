import { sameVip, type RecordedVip, type Vip } from '../../api/balancer/index.js';
import { StatewrightError } from '../../api/errors/index.js';
import { formatKey, type ObjectKey } from '../../api/names.js';
import type { Balancer, BalancerCall, Precondition } from '../balancer/provider.js';
import { unavailable, type TvsClient, type TvsReply, type TvsRequest } from './client.js';
import { refusalOf } from './refusal.js';
import { membersSpec, readPage, readProblem, readVip, vipSpec } from './wire.js';

export interface TvsBalancerSettings {
  readonly client: Pick<TvsClient, 'exchange' | 'close'>;
  /** UID of the namespace kube-system of our cluster. */
  readonly owner: string;
  /** VIPs in a page, 1 to 500. */
  readonly pageSize: number;
  /** An idempotency key that was never used. */
  readonly newKey: () => string;
}

/**
 * TVS as the platform's balancer. What became of a write whose reply was lost is found out by sending it again with its
 * key; if that does not tell either, by reading: a precondition that failed because of our own earlier write is no conflict.
 */
export class TvsBalancer implements Balancer {
  readonly name = 'TVS';

  constructor(private readonly settings: TvsBalancerSettings) {}

  async ofService(service: ObjectKey, call: BalancerCall = {}): Promise<readonly RecordedVip[]> {
    const filter = { serviceNamespace: service.namespace, serviceName: service.name };
    const found: RecordedVip[] = [];
    for await (const page of this.#list(filter, `the VIPs of ${formatKey(service)}`, call))
      found.push(...page);
    return found;
  }

  listOwned(call: BalancerCall = {}): AsyncGenerator<readonly RecordedVip[]> {
    return this.#list({}, 'VIPs', call);
  }

  async get(id: string, { signal }: BalancerCall = {}): Promise<RecordedVip | undefined> {
    const request: TvsRequest = { method: 'GET', path: pathOf(id), signal, verb: 'read', object: id };
    const reply = await this.settings.client.exchange(request);
    if (provesAbsence(reply)) return undefined;
    return recordedOf(request, reply, id);
  }

  async put(id: string, vip: Vip, precondition: Precondition, call: BalancerCall = {}): Promise<RecordedVip> {
    const { owner } = this.settings;
    const request = this.#write('PUT', id, precondition, call, { verb: 'write', body: vipSpec(owner, vip) });
    const reply = await this.settings.client.exchange(request);
    if (reply.status === 412) {
      const recorded = await this.get(id, call);
      if (recorded?.owner === owner && sameVip(recorded.vip, vip)) return recorded;
    }
    return this.#ours(request, recordedOf(request, reply, id, vip.address));
  }

  /** Replaces the members of these listeners, and nothing else: TVS looks at no other attribute. */
  async putMembers(
    vip: RecordedVip,
    listeners: Vip['listeners'],
    call: BalancerCall = {},
  ): Promise<RecordedVip> {
    const at: Precondition = { kind: 'version', version: vip.version };
    const rest = { verb: 'write', body: membersSpec(listeners), part: '/members' };
    const request = this.#write('PUT', vip.id, at, call, rest);
    const reply = await this.settings.client.exchange(request);
    return this.#ours(request, recordedOf(request, reply, vip.id, vip.vip.address));
  }

  async remove(vip: RecordedVip, call: BalancerCall = {}): Promise<'removed' | 'absent'> {
    const at: Precondition = { kind: 'version', version: vip.version };
    if (vip.owner !== this.settings.owner) {
      const { address } = vip.vip;
      throw new StatewrightError('VipOfAnother', { balancer: this.name, address, owner: vip.owner });
    }
    const request = this.#write('DELETE', vip.id, at, call, { verb: 'delete' });
    const reply = await this.settings.client.exchange(request);
    if (reply.status === 204) return 'removed';
    if (provesAbsence(reply)) return 'absent';
    throw refusalOf(request, reply, vip.vip.address);
  }

  async close(): Promise<void> {
    await this.settings.client.close();
  }

  #write(
    method: 'PUT' | 'DELETE',
    id: string,
    precondition: Precondition,
    { signal }: BalancerCall,
    { verb, body, part = '' }: { readonly verb: string; readonly body?: string; readonly part?: string },
  ): TvsRequest {
    const condition: Record<string, string> =
      precondition.kind === 'absent' ? { 'if-none-match': '*' } : { 'if-match': precondition.version };
    const headers = { ...condition, 'idempotency-key': this.settings.newKey() };
    return {
      method,
      path: `${pathOf(id)}${part}`,
      headers,
      signal,
      verb,
      object: id,
      ...(body !== undefined && { body }),
    };
  }

  async *#list(
    filter: Readonly<Record<string, string>>,
    object: string,
    { signal }: BalancerCall,
  ): AsyncGenerator<readonly RecordedVip[]> {
    const { owner, pageSize, client } = this.settings;
    let [pageToken, last] = ['', ''];
    do {
      const asked = { owner, ...filter, limit: String(pageSize), ...(pageToken !== '' && { pageToken }) };
      const path = `/v1/vips?${new URLSearchParams(asked).toString()}`;
      const request: TvsRequest = { method: 'GET', path, signal, verb: 'list', object };
      const reply = await client.exchange(request);
      if (reply.status !== 200) throw refusalOf(request, reply);
      const page = readPage(reply.body);
      if (page === undefined) throw unavailable(request, 'a page of its list is not understood');
      for (const recorded of page.items) {
        // A list that is not in order, or shows what was not asked for, may as well leave something out.
        if (recorded.id <= last) throw unavailable(request, 'its list is not in the order of ids');
        this.#ours(request, recorded);
        last = recorded.id;
      }
      if (page.items.length > 0) yield page.items;
      pageToken = page.nextPageToken ?? '';
      if (pageToken !== '' && page.items.length === 0)
        throw unavailable(request, 'a page of its list is empty');
    } while (pageToken !== '');
  }

  #ours(request: TvsRequest, recorded: RecordedVip): RecordedVip {
    if (recorded.owner === this.settings.owner) return recorded;
    throw unavailable(request, `it answered with a VIP of ${recorded.owner}`);
  }
}

function recordedOf(request: TvsRequest, reply: TvsReply, id: string, address?: string): RecordedVip {
  if (reply.status !== 200 && reply.status !== 201) throw refusalOf(request, reply, address);
  const recorded = readVip(reply.body);
  if (recorded === undefined) throw unavailable(request, 'its answer is not understood');
  if (recorded.id !== id) throw unavailable(request, `it answered with VIP ${recorded.id}`);
  return recorded;
}

/** A 404 of TVS itself; that of a proxy has no such code. */
function provesAbsence({ status, body }: TvsReply): boolean {
  return status === 404 && readProblem(body)?.code === 'not-found';
}

function pathOf(id: string): string {
  return `/v1/vips/${encodeURIComponent(id)}`;
}
