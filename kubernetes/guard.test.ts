import { describe, expect, it } from 'vitest';
import type { Connection, HttpRequest } from './connection.js';
import { guardWrites } from './guard.js';

function permit(): { signal: AbortSignal; assertHeld: () => void; end: (quietly: boolean) => void } {
  const abort = new AbortController();
  let held = true;
  return {
    signal: abort.signal,
    assertHeld() {
      if (!held) throw new Error('no longer');
    },
    end(quietly) {
      held = false;
      if (!quietly) abort.abort(new Error('ended'));
    },
  };
}

/** A connection whose requests leave when the test says so. */
function slow(): { connection: Connection; sent: HttpRequest[]; leave: () => void } {
  const sent: HttpRequest[] = [];
  let leave: () => void = () => undefined;
  const connection: Connection = {
    server: 'https://test',
    async exchange(request) {
      await new Promise<void>((resolve, reject) => {
        leave = resolve;
        request.signal?.addEventListener('abort', () => reject(request.signal?.reason as Error));
      });
      request.beforeSend?.();
      sent.push(request);
      return { status: 200, retryAfterMs: undefined, body: '{}' };
    },
    stream: () => Promise.reject(new Error('unused')),
    close: () => Promise.resolve(),
  };
  return { connection, sent, leave: () => leave() };
}

const write: HttpRequest = { method: 'PATCH', path: '/x', verb: 'apply', object: 'x' };

describe('guardWrites', () => {
  it('lets a write pass while the permit holds, and a read always', async () => {
    const { connection, sent, leave } = slow();
    const held = permit();
    const guarded = guardWrites(connection, held);
    const writing = guarded.exchange(write);
    leave();
    await writing;
    held.end(false);
    const reading = guarded.exchange({ ...write, method: 'GET' });
    leave();
    await reading;
    expect(sent.map(({ method }) => method)).toEqual(['PATCH', 'GET']);
  });

  it('stops a write that waited for its turn while the permit ended, even if nobody was told', async () => {
    const { connection, sent, leave } = slow();
    const held = permit();
    const writing = guardWrites(connection, held).exchange(write);
    held.end(true);
    leave();
    await expect(writing).rejects.toThrow('no longer');
    expect(sent).toEqual([]);
  });

  it('cancels a write under way when the permit ends', async () => {
    const { connection } = slow();
    const held = permit();
    const writing = guardWrites(connection, held).exchange(write);
    held.end(false);
    await expect(writing).rejects.toThrow('ended');
    await expect(guardWrites(connection, held).exchange(write)).rejects.toThrow('no longer');
  });
});
