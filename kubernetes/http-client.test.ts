import { describe, expect, it } from 'vitest';
import type { Connection, HttpReply, HttpRequest } from './connection.js';
import { createKubernetesClient } from './http-client.js';
import { ManualClock } from './manual-clock.js';
import { metadataOf } from './resource.js';
import { configMaps, pods } from './resources/index.js';
import { isExpired } from './status.js';

/** Answers request after request with the replies given, and remembers what was asked. */
function scripted(...replies: (Partial<Omit<HttpReply, 'body'>> & { body?: unknown })[]): {
  connection: Connection;
  requests: HttpRequest[];
} {
  const requests: HttpRequest[] = [];
  const exchange = (request: HttpRequest): Promise<HttpReply> => {
    const reply = replies[requests.length];
    requests.push(request);
    if (reply === undefined) return Promise.reject(new Error(`nobody expected ${request.path}`));
    const { status = 200, retryAfterMs, body } = reply;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return Promise.resolve({ status, retryAfterMs, body: text });
  };
  const stream = (): Promise<never> => Promise.reject(new Error('no watches here'));
  return {
    connection: { server: 'https://test', exchange, stream, close: () => Promise.resolve() },
    requests,
  };
}

const meta = (name: string): object => ({ name, namespace: 'n', uid: name, resourceVersion: '1' });
const page = (names: readonly string[], next?: string): { body: object } => ({
  body: {
    metadata: { resourceVersion: '10', ...(next !== undefined && { continue: next }) },
    items: names.map((name) => ({ metadata: meta(name) })),
  },
});
const gone = { status: 410, body: { kind: 'Status', reason: 'Expired', code: 410, message: 'too old' } };

describe('the client', () => {
  it('follows the pages of a list to the end', async () => {
    const { connection, requests } = scripted(page(['a', 'b'], 'to be continued'), page(['c']));
    const list = await createKubernetesClient(connection).list(configMaps, {
      namespace: 'n',
      labelSelector: 'x=y',
    });
    expect(list.items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c']);
    expect(list.resourceVersion).toBe('10');
    expect(requests.map(({ path }) => path)).toEqual([
      '/api/v1/namespaces/n/configmaps?labelSelector=x%3Dy&limit=500',
      '/api/v1/namespaces/n/configmaps?labelSelector=x%3Dy&limit=500&continue=to+be+continued',
    ]);
  });

  it('lists the state of the version that was asked for, which was once left out of the request', async () => {
    const { connection, requests } = scripted(page(['a'], 'more'), page(['b']));
    await createKubernetesClient(connection).list(configMaps, { atVersion: '7' });
    expect(requests.map(({ path }) => path)).toEqual([
      '/api/v1/configmaps?limit=500&resourceVersion=7&resourceVersionMatch=Exact',
      '/api/v1/configmaps?limit=500&continue=more',
    ]);
    const forgetful = scripted(gone);
    const list = createKubernetesClient(forgetful.connection).list(configMaps, { atVersion: '7' });
    expect(isExpired(await list.catch((error: unknown) => error))).toBe(true);
  });

  it('begins a list afresh when its moment was forgotten between two pages', async () => {
    const { connection } = scripted(page(['old'], 'more'), gone, page(['a'], 'more'), page(['b']));
    const list = await createKubernetesClient(connection).list(configMaps);
    expect(list.items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
  });

  it('never gives a part of a list', async () => {
    const broken = { status: 500, body: { kind: 'Status', message: 'etcd is away' } };
    const { connection } = scripted(page(['a'], 'more'), broken);
    await expect(createKubernetesClient(connection).list(configMaps)).rejects.toMatchObject({
      code: 'KubernetesUnavailable',
    });
    const forgetful = scripted(page(['a'], 'm'), gone, page(['a'], 'm'), gone, page(['a'], 'm'), gone);
    await expect(createKubernetesClient(forgetful.connection).list(configMaps)).rejects.toMatchObject({
      code: 'KubernetesUnavailable',
    });
  });

  it('refuses a reply that is not of the expected form, without quoting it', async () => {
    for (const body of ['<html>hunter2</html>', { metadata: { name: 'hunter2' } }, { hunter2: true }]) {
      const { connection } = scripted({ body });
      const error: unknown = await createKubernetesClient(connection)
        .get(configMaps, { namespace: 'n', name: 'a' })
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'KubernetesReplyMalformed' });
      expect(String(error)).not.toContain('hunter2');
    }
  });

  it('waits as long as a busy server asks, then sends the request again', async () => {
    const clock = new ManualClock();
    const busy = { status: 429, retryAfterMs: 2_000, body: '' };
    const { connection, requests } = scripted(busy, busy, { body: { metadata: meta('a') } });
    const got = createKubernetesClient(connection, { clock }).get(configMaps, { namespace: 'n', name: 'a' });
    await clock.advance(1_999);
    expect(requests).toHaveLength(1);
    await clock.advance(2_001);
    expect((await got)?.metadata.name).toBe('a');
    expect(requests).toHaveLength(3);
  });

  it('gives up on a server that stays busy, and at once when a disruption budget says no', async () => {
    const clock = new ManualClock();
    const busy = { status: 429, retryAfterMs: 1_000, body: '' };
    const { connection, requests } = scripted(busy, busy, busy, busy, busy);
    const got = expect(
      createKubernetesClient(connection, { clock }).get(configMaps, { namespace: 'n', name: 'a' }),
    ).rejects.toMatchObject({ code: 'KubernetesUnavailable' });
    await clock.advance(10_000);
    await got;
    expect(requests).toHaveLength(4);

    const body = { kind: 'Status', message: 'no', details: { causes: [{ reason: 'DisruptionBudget' }] } };
    const budget = scripted({ status: 429, retryAfterMs: 1_000, body });
    await expect(
      createKubernetesClient(budget.connection, { clock }).create(
        pods,
        { metadata: { namespace: 'n', name: 'a' } },
        { subresource: 'eviction' },
      ),
    ).rejects.toMatchObject({ code: 'KubernetesUnavailable' });
    expect(budget.requests).toHaveLength(1);
  });

  it('sends preconditions with a delete, and names itself and forbids unknown fields in a write', async () => {
    const { connection, requests } = scripted({ body: {} }, { status: 201, body: { metadata: meta('a') } });
    const client = createKubernetesClient(connection);
    await client.delete(configMaps, { namespace: 'n', name: 'a' }, { uid: 'u', resourceVersion: '3' });
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions: { uid: 'u', resourceVersion: '3' },
    });
    await client.apply(configMaps, { metadata: { namespace: 'n', name: 'a' } });
    expect(requests[1]).toMatchObject({
      method: 'PATCH',
      path: '/api/v1/namespaces/n/configmaps/a?fieldManager=statewright&fieldValidation=Strict&force=true',
      contentType: 'application/apply-patch+yaml',
    });
    expect(JSON.parse(requests[1]?.body ?? '')).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
  });

  it('asks for no more than metadata where no more is of use', async () => {
    const written = { status: 201, body: { kind: 'PartialObjectMetadata', metadata: meta('a') } };
    const { connection, requests } = scripted(written, page(['a']));
    const client = createKubernetesClient(connection);
    const podMetadata = metadataOf(pods);
    const object = { metadata: { namespace: 'n', name: 'a' }, spec: {} };
    expect((await client.create(podMetadata, object)).metadata.resourceVersion).toBe('1');
    await client.list(podMetadata);
    expect(requests.map(({ accept }) => accept)).toEqual([
      'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
      'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
    ]);
  });
});
