import { describe, expect, it } from 'vitest';
import type { Connection, HttpStream } from './connection.js';
import { createKubernetesClient } from './http-client.js';
import { ManualClock } from './manual-clock.js';
import { configMaps } from './resources/index.js';
import type { WatchEvent } from './watch.js';

/** A watch whose bytes the test sends, and of which it sees whether they are read and whether it was cancelled. */
class ScriptedStream implements HttpStream {
  cancelled = false;
  reads = 0;
  readonly #chunks: Uint8Array[] = [];
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(readonly status = 200) {}

  send(text: string): void {
    this.#chunks.push(Buffer.from(text));
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  cancel(): void {
    this.cancelled = true;
  }

  readonly chunks: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        this.reads += 1;
        while (this.#chunks.length === 0 && !this.#ended) {
          await new Promise<void>((resolve) => (this.#wake = resolve));
        }
        const value = this.#chunks.shift();
        return value === undefined ? { done: true, value: undefined } : { done: false, value };
      },
    }),
  };
}

function open(stream: ScriptedStream): { clock: ManualClock; events: AsyncGenerator<WatchEvent<unknown>> } {
  const clock = new ManualClock();
  const connection: Connection = {
    server: 'https://test',
    exchange: () => Promise.reject(new Error('only watches here')),
    stream: () => Promise.resolve(stream),
    close: () => Promise.resolve(),
  };
  const client = createKubernetesClient(connection, { clock, random: () => 0 });
  return { clock, events: client.watch(configMaps, { resourceVersion: '1', inactivityMs: 1_000 }) };
}

const object = { metadata: { name: 'a', namespace: 'n', uid: 'u', resourceVersion: '5' } };
const line = (event: object): string => `${JSON.stringify(event)}\n`;
const expired = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };

describe('a watch', () => {
  it('gives events and bookmarks, and ends when the server ends it', async () => {
    const stream = new ScriptedStream();
    const { events } = open(stream);
    stream.send(line({ type: 'ADDED', object }) + line({ type: 'DELETED', object }).slice(0, 9));
    stream.send(line({ type: 'DELETED', object }).slice(9));
    stream.send(
      line({ type: 'BOOKMARK', object: { kind: 'ConfigMap', metadata: { resourceVersion: '7' } } }),
    );
    stream.send('{"type":"ADDED","obj');
    stream.end();
    const seen: unknown[] = [];
    for await (const event of events) seen.push(event);
    expect(seen).toEqual([
      { kind: 'added', object },
      { kind: 'deleted', object },
      { kind: 'bookmark', resourceVersion: '7' },
    ]);
    expect(stream.cancelled).toBe(true);
  });

  it('fails after silence, and not before', async () => {
    const stream = new ScriptedStream();
    const { clock, events } = open(stream);
    const first = events.next();
    await clock.advance(999);
    stream.send(line({ type: 'ADDED', object }));
    expect(await first).toMatchObject({ value: { kind: 'added' } });
    const second = events.next().catch((error: unknown) => error);
    await clock.advance(999);
    expect(stream.cancelled).toBe(false);
    await clock.advance(1);
    expect(await second).toMatchObject({ code: 'KubernetesUnavailable' });
    expect(stream.cancelled).toBe(true);
  });

  it('does not read ahead of a slow consumer, nor count its time as silence', async () => {
    const stream = new ScriptedStream();
    const { clock, events } = open(stream);
    stream.send(line({ type: 'ADDED', object }));
    await events.next();
    stream.send(line({ type: 'MODIFIED', object }));
    await clock.advance(60_000);
    expect(stream.reads).toBe(1);
    expect(await events.next()).toMatchObject({ value: { kind: 'modified' } });
  });

  it('counts silence from the moment the consumer began to wait', async () => {
    const stream = new ScriptedStream();
    const { clock, events } = open(stream);
    stream.send(line({ type: 'ADDED', object }));
    await events.next();
    await clock.advance(1_700);
    const next = events.next().catch((error: unknown) => error);
    await clock.advance(999);
    expect(stream.cancelled).toBe(false);
    await clock.advance(1);
    expect(await next).toMatchObject({ code: 'KubernetesUnavailable' });
  });

  it.each([
    ['an event', new ScriptedStream(), line({ type: 'ERROR', object: expired })],
    ['the status of the reply', new ScriptedStream(410), ''],
  ])('says that its version expired when the server says so by %s', async (_how, stream, text) => {
    stream.send(text);
    const { events } = open(stream);
    expect(await events.next()).toEqual({ done: false, value: { kind: 'expired' } });
    expect(await events.next()).toMatchObject({ done: true });
    expect(stream.cancelled).toBe(true);
  });

  it.each([
    ['not JSON\n', 'KubernetesReplyMalformed'],
    [line({ type: 'NOVEL', object }), 'KubernetesReplyMalformed'],
    [line({ type: 'ADDED', object: { metadata: {} } }), 'KubernetesReplyMalformed'],
    [line({ type: 'ERROR', object: { kind: 'Status', code: 500, message: 'x' } }), 'KubernetesUnavailable'],
    [line({ type: 'ERROR', object: { kind: 'Status', code: 403, message: 'x' } }), 'KubernetesForbidden'],
  ])('fails on %j with %s', async (text, code) => {
    const stream = new ScriptedStream();
    stream.send(text);
    await expect(open(stream).events.next()).rejects.toMatchObject({ code });
    expect(stream.cancelled).toBe(true);
  });
});
