import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordedVip, Vip } from '../../api/balancer/index.js';
import {
  cut,
  cutAmidReply,
  json,
  onTheWire,
  PassingClock,
  problem,
  raw,
  ScriptedTvs,
  type Step,
} from '../../test/harness/scripted-tvs.js';
import { createTvsBalancer, type TvsBalancer } from './index.js';

let tvs: ScriptedTvs;
let balancer: TvsBalancer;

beforeEach(async () => {
  tvs = await ScriptedTvs.start();
  const clock = new PassingClock();
  balancer = createTvsBalancer({
    url: tvs.url,
    tokenFile: tvs.tokenFile,
    owner: 'us',
    timeoutMs: 500,
    pageSize: 2,
    clock,
  });
});
afterEach(async () => {
  await balancer.close();
  await tvs.close();
});

const vip: Vip = {
  address: '10.96.0.1',
  service: { namespace: 'n', name: 's', uid: 'u' },
  listeners: [
    { protocol: 'TCP', port: 80, members: [{ address: '10.0.0.1', port: 1, weight: 1, state: 'up' }] },
  ],
  sourceRanges: [],
};
const recorded = (id: string, change: Partial<RecordedVip> = {}): RecordedVip => ({
  ...{ id, owner: 'us', version: '"7"', vip },
  ...change,
});
const answers = (one: RecordedVip, status = 200): Step => json(status, onTheWire(one));
const page = (ids: readonly string[], nextPageToken?: string): Step =>
  json(200, {
    items: ids.map((id) => onTheWire(recorded(id))),
    ...(nextPageToken !== undefined && { nextPageToken }),
  });
const absent = { kind: 'absent' } as const;
const atFive = { kind: 'version', version: '"5"' } as const;

async function listed(): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const some of balancer.listOwned()) ids.push(...some.map(({ id }) => id));
  return ids;
}

describe('what TVS answers', () => {
  const misunderstood = 'BalancerUnavailable';
  it.each<[string, Step, string]>([
    ['400', problem(400, 'malformed'), 'BalancerRefused'],
    ['401', problem(401, 'unauthenticated'), 'BalancerForbidden'],
    ['403', problem(403, 'forbidden'), 'BalancerForbidden'],
    ['404', problem(404, 'not-found'), misunderstood],
    ['409 for the id', problem(409, 'id-held', { owner: 'them' }), 'VipOfAnother'],
    ['409 for the address', problem(409, 'address-held', { owner: 'them' }), 'VipOfAnother'],
    ['422', problem(422, 'refused', { fields: [] }), 'BalancerRefused'],
    ['428', problem(428, 'precondition-required'), misunderstood],
    ['a status of a proxy', raw(403, '<html>'), misunderstood],
    ['malformed JSON', raw(200, '{"id":'), misunderstood],
    ['JSON that is no VIP', json(200, { id: 'x' }), misunderstood],
    ['another VIP', answers(recorded('y')), misunderstood],
    ['a VIP of another owner', answers(recorded('x', { owner: 'them' })), misunderstood],
  ])('%s', async (_what, step, code) => {
    tvs.plays(step);
    await expect(balancer.put('x', vip, absent)).rejects.toMatchObject({ code });
  });

  it('names the fields that are refused', async () => {
    const fields = [{ field: 'listeners[0].members', reason: 'are 1001, more than 1000' }];
    tvs.plays(problem(422, 'refused', { detail: 'VIP x: too many.', fields }));
    await expect(balancer.put('x', vip, absent)).rejects.toMatchObject({
      sentence: 'TVS does not take x: VIP x: too many.',
      problems: [{ field: 'listeners[0].members', sentence: 'are 1001, more than 1000' }],
    });
  });

  it('says whose the address is', async () => {
    tvs.plays(problem(409, 'address-held', { owner: 'them' }));
    await expect(balancer.put('x', vip, absent)).rejects.toThrow(
      'TVS has 10.96.0.1 for somebody else, them.',
    );
  });
});

describe('a write', () => {
  it.each([
    ['that makes', absent, { 'if-none-match': '*' }],
    ['that replaces', atFive, { 'if-match': '"5"' }],
  ])('%s carries its precondition, the owner and a key of its own', async (_what, precondition, header) => {
    tvs.plays(answers(recorded('x'), 201), answers(recorded('x')));
    expect(await balancer.put('x', vip, precondition)).toEqual(recorded('x'));
    await balancer.put('x', vip, precondition);
    const [first, second] = tvs.asked;
    expect(first).toMatchObject({ method: 'PUT', url: '/v1/vips/x', headers: header });
    expect(JSON.parse(first?.body ?? '')).toEqual({ owner: 'us', ...vip });
    expect(first?.headers['idempotency-key']).not.toBe(second?.headers['idempotency-key']);
  });

  it.each<[string, Step]>([
    ['before a byte came', cut],
    ['amid the reply', cutAmidReply],
  ])('whose reply was lost %s is repeated with its key', async (_what, step) => {
    tvs.plays(step, answers(recorded('x'), 201));
    expect(await balancer.put('x', vip, absent)).toEqual(recorded('x'));
    const keys = tvs.asked.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toBe(keys[1]);
  });

  it('is no conflict when what is wanted is recorded already', async () => {
    tvs.plays(cut, problem(412, 'precondition-failed'), answers(recorded('x')));
    expect(await balancer.put('x', vip, absent)).toEqual(recorded('x'));
  });

  it.each<[string, Step]>([
    ['says something else', answers(recorded('x', { vip: { ...vip, idleTimeoutSeconds: 5 } }))],
    ['is of another owner', answers(recorded('x', { owner: 'them' }))],
    ['is gone', problem(404, 'not-found')],
  ])('is a conflict when its precondition failed and what is recorded %s', async (_what, step) => {
    tvs.plays(problem(412, 'precondition-failed'), step);
    await expect(balancer.put('x', vip, absent)).rejects.toMatchObject({ code: 'BalancerConflict' });
  });

  it('replaces members alone', async () => {
    tvs.plays(answers(recorded('x', { version: '"8"' })));
    expect((await balancer.putMembers(recorded('x'), vip.listeners)).version).toBe('"8"');
    expect(tvs.asked[0]).toMatchObject({
      method: 'PUT',
      url: '/v1/vips/x/members',
      headers: { 'if-match': '"7"' },
    });
    expect(JSON.parse(tvs.asked[0]?.body ?? '')).toEqual({ listeners: vip.listeners });
  });
});

describe('a deletion', () => {
  it.each<[string, readonly Step[], string]>([
    ['is done', [raw(204, '')], 'removed'],
    ['finds nothing', [problem(404, 'not-found')], 'absent'],
    ['was done, its reply lost', [cut, raw(204, '')], 'removed'],
    ['was done so long ago that its key is forgotten', [cut, problem(404, 'not-found')], 'absent'],
  ])('%s', async (_what, steps, result) => {
    tvs.plays(...steps);
    expect(await balancer.remove(recorded('x'))).toBe(result);
    expect(tvs.asked[0]).toMatchObject({
      method: 'DELETE',
      url: '/v1/vips/x',
      headers: { 'if-match': '"7"' },
    });
  });

  it.each<[string, Step, string]>([
    ['another version', problem(412, 'precondition-failed'), 'BalancerConflict'],
    ['another owner', problem(409, 'id-held', { owner: 'them' }), 'VipOfAnother'],
    ['a 404 of a proxy', raw(404, 'not found'), 'BalancerUnavailable'],
    ['a 200 of a proxy', raw(200, '<html>'), 'BalancerUnavailable'],
  ])('fails for %s', async (_what, step, code) => {
    tvs.plays(step);
    await expect(balancer.remove(recorded('x'))).rejects.toMatchObject({ code });
  });

  it('of what is of another owner is not even asked for', async () => {
    await expect(balancer.remove(recorded('x', { owner: 'them' }))).rejects.toMatchObject({
      code: 'VipOfAnother',
    });
    expect(tvs.asked).toEqual([]);
  });
});

describe('a look', () => {
  it('finds a VIP whosever it is', async () => {
    tvs.plays(answers(recorded('x', { owner: 'them' })));
    expect(await balancer.get('x')).toEqual(recorded('x', { owner: 'them' }));
  });

  it('finds none only if TVS itself says so', async () => {
    tvs.plays(problem(404, 'not-found'), raw(404, '<html>'));
    expect(await balancer.get('x')).toBeUndefined();
    await expect(balancer.get('x')).rejects.toMatchObject({ code: 'BalancerUnavailable' });
  });

  it('finds the VIPs of a Service over all pages', async () => {
    tvs.plays(page(['a', 'b'], 't1'), page(['c']));
    expect((await balancer.ofService({ namespace: 'n', name: 's' })).map(({ id }) => id)).toEqual([
      'a',
      'b',
      'c',
    ]);
    const query = 'owner=us&serviceNamespace=n&serviceName=s&limit=2';
    expect(tvs.asked.map(({ url }) => url)).toEqual([`/v1/vips?${query}`, `/v1/vips?${query}&pageToken=t1`]);
  });
});

describe('a list', () => {
  it('goes over all pages', async () => {
    tvs.plays(page(['a', 'b'], 't1'), page(['c', 'd'], 't2'), page([]));
    expect(await listed()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('asks for a page again whose reply was cut', async () => {
    tvs.plays(page(['a', 'b'], 't1'), cutAmidReply, page(['c']));
    expect(await listed()).toEqual(['a', 'b', 'c']);
  });

  it.each<[string, readonly Step[]]>([
    ['that fails', [problem(500, 'unavailable'), problem(500, 'unavailable'), problem(500, 'unavailable')]],
    ['that is malformed', [raw(200, '{"items":[')]],
    ['with one VIP that is malformed', [json(200, { items: [onTheWire(recorded('c')), { id: 'd' }] })]],
    ['of a proxy', [raw(200, '<html>')]],
    ['that begins anew', [page(['a', 'b'], 't1')]],
    ['that is empty and not the last', [page([], 't2')]],
    ['with a VIP of another owner', [json(200, { items: [onTheWire(recorded('c', { owner: 'them' }))] })]],
  ])('fails as a whole for a page %s', async (_what, steps) => {
    tvs.plays(page(['a', 'b'], 't1'), ...steps);
    await expect(listed()).rejects.toMatchObject({ code: 'BalancerUnavailable' });
  });
});
