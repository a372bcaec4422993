import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  configMaps,
  connect,
  createKubernetesClient,
  guardWrites,
  isAlreadyExists,
  isExpired,
  namespaces,
  pods,
  type ConfigMap,
  type KubernetesClient,
  type Resource,
} from '../../kubernetes/index.js';
import { StatewrightError } from '../../api/errors/index.js';
import { ControlPlane } from './harness/control-plane.js';
import { CuttingProxy } from './harness/cutting-proxy.js';
import { waitUntil } from './harness/wait-until.js';

const namespace = 'default';

describe('the client against a real API server', () => {
  let plane: ControlPlane;
  let client: KubernetesClient;

  beforeAll(async () => {
    plane = await ControlPlane.start();
    client = await plane.client();
  });

  afterAll(async () => {
    await plane.stop();
  });

  it('reads back what it applied, and finds nothing where nothing is', async () => {
    const applied = await client.apply(configMaps, {
      metadata: { namespace, name: 'applied' },
      data: { a: '1' },
    });
    expect(applied.data).toEqual({ a: '1' });
    const read = await client.get(configMaps, { namespace, name: 'applied' });
    expect(read?.metadata.uid).toBe(applied.metadata.uid);
    expect(await client.get(configMaps, { namespace, name: 'never-made' })).toBeUndefined();
    expect(await client.get(configMaps, { namespace: 'no-such-namespace', name: 'x' })).toBeUndefined();
    expect(await client.get(namespaces, { name: 'no-such-namespace' })).toBeUndefined();
  });

  it('does not take an unknown API group, version or plural for absence', async () => {
    const wrong: Resource<ConfigMap>[] = [
      { ...configMaps, group: 'no.such.group' },
      { ...configMaps, version: 'v99' },
      { ...configMaps, plural: 'nosuchthings' },
    ];
    for (const resource of wrong) {
      const ref = { namespace, name: 'applied' };
      await expect(client.get(resource, ref)).rejects.toMatchObject({ code: 'KubernetesUnavailable' });
      await expect(client.delete(resource, ref)).rejects.toMatchObject({ code: 'KubernetesUnavailable' });
    }
  });

  it('deletes only the object of the UID it was told', async () => {
    const ref = { namespace, name: 'doomed' };
    const first = await client.create(configMaps, { metadata: ref });
    await expect(client.delete(configMaps, ref, { uid: 'another' })).rejects.toMatchObject({
      kind: 'Conflict',
    });
    expect(await client.delete(configMaps, ref, { uid: first.metadata.uid })).toBe('deleted');
    expect(await client.delete(configMaps, ref, { uid: first.metadata.uid })).toBe('absent');
    const second = await client.create(configMaps, { metadata: ref });
    await expect(client.delete(configMaps, ref, { uid: first.metadata.uid })).rejects.toMatchObject({
      kind: 'Conflict',
    });
    expect((await client.get(configMaps, ref))?.metadata.uid).toBe(second.metadata.uid);
  });

  it('tells a taken name, a stale version, a refusal and a missing permission apart', async () => {
    const ref = { namespace, name: 'contested' };
    const made = await client.create(configMaps, { metadata: ref, data: { a: '1' } });
    const taken = await client.create(configMaps, { metadata: ref }).catch((error: unknown) => error);
    expect(isAlreadyExists(taken)).toBe(true);

    await client.mergePatch(configMaps, ref, { data: { a: '2' } });
    const stale = client.replace(configMaps, made);
    await expect(stale).rejects.toMatchObject({ code: 'KubernetesConflict' });
    await expect(stale.catch((error: unknown) => isAlreadyExists(error))).resolves.toBe(false);
    const staleDelete = client.delete(configMaps, ref, { resourceVersion: made.metadata.resourceVersion });
    await expect(staleDelete).rejects.toMatchObject({ code: 'KubernetesConflict' });

    await expect(
      client.create(configMaps, { metadata: { namespace, name: 'Not A Name' } }),
    ).rejects.toMatchObject({
      code: 'KubernetesRefused',
      sentence: expect.stringContaining('Not A Name') as string,
    });
    const typo = client.apply(configMaps, { metadata: { namespace, name: 'typo' }, daat: {} });
    await expect(typo).rejects.toMatchObject({ code: 'KubernetesRefused' });
    await expect(
      client.create(configMaps, { metadata: { namespace: 'no-such-namespace', name: 'x' } }),
    ).rejects.toMatchObject({ code: 'KubernetesNotFound' });

    const nobody = await plane.client({ user: 'nobody' });
    await expect(nobody.get(configMaps, ref)).rejects.toMatchObject({ code: 'KubernetesForbidden' });
    await expect(nobody.list(configMaps)).rejects.toMatchObject({ code: 'KubernetesForbidden' });
  });

  it('applies to a subresource, takes over fields, and refuses to when told not to', async () => {
    const ref = { namespace, name: 'p' };
    const spec = { containers: [{ name: 'c', image: 'none' }] };
    await client.apply(pods, { metadata: ref, spec });
    const message = 'said by the test';
    const patched = await client.apply(
      pods,
      { metadata: ref, status: { message } },
      { subresource: 'status' },
    );
    expect(patched.status?.message).toBe(message);

    const other = { fieldManager: 'somebody-else' };
    await client.apply(configMaps, { metadata: { namespace, name: 'owned' }, data: { a: '1' } }, other);
    const mine = { metadata: { namespace, name: 'owned' }, data: { a: '2' } };
    await expect(client.apply(configMaps, mine, { force: false })).rejects.toMatchObject({
      kind: 'Conflict',
    });
    expect((await client.apply(configMaps, mine)).data).toEqual({ a: '2' });
  });

  it('writes only to the object of the UID and the version it was told', async () => {
    const ref = { namespace, name: 'conditional' };
    const made = await client.create(configMaps, { metadata: ref, data: { a: '1' } });
    const conflict = { code: 'KubernetesConflict' };
    const elsewhere = { metadata: { ...ref, uid: '00000000-0000-0000-0000-000000000000' }, data: { a: '2' } };
    await expect(client.apply(configMaps, elsewhere)).rejects.toMatchObject(conflict);
    await expect(client.replace(configMaps, elsewhere)).rejects.toMatchObject(conflict);
    await expect(client.mergePatch(configMaps, ref, elsewhere)).rejects.toMatchObject(conflict);

    const current = await client.mergePatch(configMaps, ref, { data: { a: '3' } });
    const { resourceVersion } = made.metadata;
    const stale = { metadata: { ...ref, resourceVersion }, data: { a: '4' } };
    await expect(client.apply(configMaps, stale)).rejects.toMatchObject(conflict);
    await expect(client.mergePatch(configMaps, ref, stale)).rejects.toMatchObject(conflict);
    const uid = { metadata: { uid: current.metadata.uid }, data: { a: '5' } };
    expect((await client.mergePatch(configMaps, ref, uid)).data).toEqual({ a: '5' });

    const missing = { metadata: { namespace, name: 'missing', uid: current.metadata.uid } };
    await expect(client.apply(configMaps, missing)).rejects.toMatchObject({ kind: 'Conflict' });
    expect(await client.get(configMaps, { namespace, name: 'missing' })).toBeUndefined();
  });

  it('lists more than two pages completely, and by label', async () => {
    const names = Array.from({ length: 1_050 }, (_, index) => `many-${index}`);
    const make = async (name: string, index: number): Promise<unknown> =>
      client.create(configMaps, {
        metadata: { namespace, name, labels: { many: 'yes', odd: String(index % 2) } },
      });
    for (let from = 0; from < names.length; from += 50) {
      await Promise.all(names.slice(from, from + 50).map((name, index) => make(name, index)));
    }
    const all = await client.list(configMaps, { labelSelector: 'many=yes' });
    expect(all.items.map(({ metadata }) => metadata.name).sort()).toEqual([...names].sort());
    const odd = await client.list(configMaps, { namespace, labelSelector: 'many=yes,odd=1' });
    expect(odd.items).toHaveLength(525);
    const one = await client.list(configMaps, { fieldSelector: 'metadata.name=many-7' });
    expect(one.items).toHaveLength(1);
  });

  it('lists the state of an earlier version, page by page, and says when that version is forgotten', async () => {
    const metadata = { namespace, name: 'earlier', labels: { earlier: 'yes' } };
    await client.create(configMaps, { metadata, data: { value: 'before' } });
    const { resourceVersion: atVersion } = await client.list(configMaps, { namespace });
    await client.mergePatch(configMaps, metadata, { data: { value: 'after' } });
    const then = { namespace, labelSelector: 'earlier=yes', atVersion };
    const { items, resourceVersion } = await client.list(configMaps, then);
    expect(items.map(({ data }) => data?.value)).toEqual(['before']);
    expect(resourceVersion).toBe(atVersion);
    await plane.compact();
    // Recent versions are kept in the API server's own memory, this one only in etcd.
    const forgotten = client.list(configMaps, { ...then, atVersion: '1' });
    expect(isExpired(await forgotten.catch((error: unknown) => error))).toBe(true);
  });

  it('never sends a write that waited for its connection until it was no longer allowed, as it once did', async () => {
    const proxy = await CuttingProxy.before(plane.port);
    proxy.silence();
    const connection = connect({ role: 'test', kubeconfig: await plane.kubeconfig({ port: proxy.port }) });
    let allowed = true;
    // As in a process that was stopped: time is up, and nobody has aborted anything.
    const permit = {
      signal: new AbortController().signal,
      assertHeld() {
        if (!allowed) throw new StatewrightError('LeaseLost', { lease: 'test' });
      },
    };
    const guarded = createKubernetesClient(guardWrites(connection, permit));
    const ref = { namespace, name: 'late' };
    const writing = expect(guarded.create(configMaps, { metadata: ref })).rejects.toMatchObject({
      code: 'LeaseLost',
    });
    await waitUntil('the connection is being made', () => proxy.accepted > 0);
    allowed = false;
    proxy.thaw();
    await writing;
    expect(await client.get(configMaps, ref)).toBeUndefined();
    allowed = true;
    await guarded.create(configMaps, { metadata: ref });
    await connection.close();
    await proxy.close();
  });

  it('watches from where a list ended', async () => {
    const { resourceVersion } = await client.list(configMaps, { namespace });
    const abort = new AbortController();
    const seen: string[] = [];
    const watch = async (): Promise<void> => {
      for await (const event of client.watch(configMaps, {
        namespace,
        resourceVersion,
        signal: abort.signal,
      })) {
        if (event.kind === 'bookmark' || event.kind === 'expired') continue;
        seen.push(`${event.kind} ${event.object.metadata.name} ${event.object.data?.text ?? ''}`);
        if (event.kind === 'deleted') abort.abort(new Error('seen enough'));
      }
    };
    const watching = expect(watch()).rejects.toThrow('seen enough');
    const ref = { namespace, name: 'watched' };
    await client.create(configMaps, { metadata: ref, data: { text: 'größer, 더 큰' } });
    await client.mergePatch(configMaps, ref, { data: { text: 'plain' } });
    await client.delete(configMaps, ref);
    await watching;
    expect(seen).toEqual(['added watched größer, 더 큰', 'modified watched plain', 'deleted watched plain']);
  });
});
