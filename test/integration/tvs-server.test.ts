import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TvsBalancer } from '../../activities/tvs/index.js';
import { vipId, type RecordedVip, type Vip } from '../../api/balancer/index.js';
import { TvsProcess } from './harness/tvs-process.js';
import { absent, allOf, at, changesOf, freeAddress, make as makeBy, vip } from './harness/tvs-vips.js';

let directory: string;
let tvs: TvsProcess;
let ours: TvsBalancer;
let theirs: TvsBalancer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tvs-server-'));
  tvs = await TvsProcess.start(directory, ['cluster-a', 'cluster-b']);
});
afterAll(async () => {
  await tvs.stop();
  await rm(directory, { recursive: true });
});
beforeEach(() => {
  ours = tvs.balancer('cluster-a', { timeoutMs: 1_000 });
  theirs = tvs.balancer('cluster-b');
});
afterEach(async () => {
  await tvs.inject();
  await Promise.all([ours.close(), theirs.close()]);
});

const make = (wanted: Vip, owner = 'cluster-a', by = ours): Promise<RecordedVip> => makeBy(by, owner, wanted);
const actions = async (id: string): Promise<readonly string[]> =>
  changesOf(await tvs.journal(), id).map(({ action }) => action);

describe('the life of a VIP', () => {
  it('is made, read, changed and removed, and the journal says each thing once, with before and after', async () => {
    const wanted = vip(freeAddress());
    const made = await make(wanted);
    expect(made.vip).toEqual(wanted);
    expect(await ours.get(made.id)).toEqual(made);
    expect(await ours.ofService(wanted.service)).toEqual([made]);
    const changed = await ours.put(made.id, { ...wanted, idleTimeoutSeconds: 60 }, at(made));
    const members = await ours.putMembers(changed, [{ protocol: 'TCP', port: 80, members: [] }]);
    expect(members.vip.listeners.map((listener) => listener.members)).toEqual([[], []]);
    expect(await ours.remove(members)).toBe('removed');
    expect(await ours.remove(members)).toBe('absent');
    expect(await ours.get(made.id)).toBeUndefined();
    const journal = changesOf(await tvs.journal(), made.id);
    expect(journal.map(({ action, who, before, after }) => [action, who, before?.etag, after?.etag])).toEqual(
      [
        ['create', 'cluster-a', undefined, made.version],
        ['replace', 'cluster-a', made.version, changed.version],
        ['members', 'cluster-a', changed.version, members.version],
        ['delete', 'cluster-a', members.version, undefined],
      ],
    );
  });

  it('keeps its version when nothing is different', async () => {
    const made = await make(vip(freeAddress()));
    const again = { ...made.vip, listeners: made.vip.listeners.toReversed() };
    expect(await ours.put(made.id, again, at(made))).toEqual(made);
    expect(await actions(made.id)).toEqual(['create']);
  });

  it('goes over to another Service of the same address without ever being away', async () => {
    const made = await make(vip(freeAddress()));
    const service = { namespace: 'n', name: 'anew', uid: 'another' };
    const taken = await ours.put(made.id, { ...made.vip, service }, at(made));
    expect(taken.vip.service).toEqual(service);
    expect(await actions(made.id)).toEqual(['create', 'replace']);
  });

  it('says when the data plane has it', async () => {
    const made = await make(vip(freeAddress()));
    await expect
      .poll(async () => JSON.parse((await tvs.ask('alice', 'GET', `/v1/vips/${made.id}`)).body) as unknown)
      .toMatchObject({ status: 'applied', appliedEtag: made.version });
  });

  it.each<[string, Partial<Vip>, string]>([
    ['an idle timeout above an hour', { idleTimeoutSeconds: 3_601 }, 'idleTimeoutSeconds'],
    [
      'a port that is none',
      { listeners: [{ protocol: 'TCP', port: 70_000, members: [] }] },
      'listeners[0].port',
    ],
    [
      'a listener that is there twice',
      {
        listeners: [
          { protocol: 'TCP', port: 1, members: [] },
          { protocol: 'TCP', port: 1, members: [] },
        ],
      },
      'listeners[1]',
    ],
  ])('does not begin with %s, and the field is named', async (_what, change, field) => {
    const wanted = vip(freeAddress(), change);
    await expect(make(wanted)).rejects.toMatchObject({ code: 'BalancerRefused', problems: [{ field }] });
    expect(await actions(vipId('cluster-a', wanted.address))).toEqual([]);
  });

  it('conflicts with a stale version, and with one that is there', async () => {
    const made = await make(vip(freeAddress()));
    await ours.put(made.id, { ...made.vip, idleTimeoutSeconds: 60 }, at(made));
    const late = ours.put(made.id, { ...made.vip, idleTimeoutSeconds: 61 }, at(made));
    await expect(late).rejects.toMatchObject({ code: 'BalancerConflict' });
    const twice = ours.put(made.id, { ...made.vip, idleTimeoutSeconds: 61 }, absent);
    await expect(twice).rejects.toMatchObject({ code: 'BalancerConflict' });
    await expect(ours.remove(made)).rejects.toMatchObject({ code: 'BalancerConflict' });
  });
});

describe('two clusters and a person on one TVS', () => {
  it('see each other, and change only what is their own', async () => {
    const made = await make(vip(freeAddress()), 'cluster-b', theirs);
    expect(await ours.get(made.id)).toEqual(made);
    const other = { code: 'VipOfAnother' };
    await expect(ours.put(made.id, made.vip, at(made))).rejects.toMatchObject(other);
    await expect(ours.putMembers(made, [])).rejects.toMatchObject(other);
    await expect(ours.remove(made)).rejects.toMatchObject(other);
    await expect(ours.remove({ ...made, owner: 'cluster-a' })).rejects.toMatchObject(other);
    await expect(make(made.vip)).rejects.toMatchObject(other);
    expect(await theirs.get(made.id)).toEqual(made);
    expect((await allOf(ours)).filter(({ owner }) => owner !== 'cluster-a')).toEqual([]);
    expect(await ours.ofService(made.vip.service)).toEqual([]);
  });

  it('lets a person change what a cluster has, which the cluster then sees', async () => {
    const made = await make(vip(freeAddress()));
    const headers = { 'if-match': made.version, 'idempotency-key': 'by-hand-0123456789' };
    const reply = await tvs.ask('alice', 'DELETE', `/v1/vips/${made.id}`, headers);
    expect(reply.status).toBe(204);
    expect(await ours.get(made.id)).toBeUndefined();
    expect(changesOf(await tvs.journal(), made.id).at(-1)).toMatchObject({
      who: 'alice',
      action: 'delete',
      key: 'by-hand-0123456789',
    });
  });

  it('shows nothing without a token, and takes no write for an owner that the token is not of', async () => {
    expect((await tvs.ask('nobody', 'GET', '/v1/vips')).status).toBe(401);
    const stranger = tvs.balancer('cluster-b', { owner: 'cluster-a' });
    await expect(make(vip(freeAddress()), 'cluster-a', stranger)).rejects.toMatchObject({
      code: 'BalancerForbidden',
    });
    await stranger.close();
  });

  it('is not spoken to if no authority of ours signed its certificate', async () => {
    const doubtful = tvs.balancer('cluster-a', { caFile: undefined, attempts: 1 });
    await expect(doubtful.get('x')).rejects.toMatchObject({
      code: 'BalancerUnavailable',
      message: expect.stringMatching(/certificate/) as unknown,
    });
    await doubtful.close();
  });

  it('wants a precondition and a key for each write', async () => {
    const path = `/v1/vips/${vipId('cluster-a', freeAddress())}`;
    const body = { owner: 'cluster-a', ...vip(freeAddress()) };
    expect((await tvs.ask('cluster-a', 'PUT', path, { 'if-none-match': '*' }, body)).status).toBe(400);
    expect(
      (await tvs.ask('cluster-a', 'PUT', path, { 'idempotency-key': 'k-0123456789abcdef' }, body)).status,
    ).toBe(428);
  });
});
