import { describe, expect, it } from 'vitest';
import { StatewrightError } from '../../api/errors/index.js';
import { ReplyStatus, type KubernetesClient, type List, type WatchEvent } from '../../kubernetes/index.js';
import { ManualClock } from '../../kubernetes/manual-clock.js';
import { configMaps, type KubernetesObject } from '../../kubernetes/index.js';
import { noMetrics, type RuntimeMetrics } from './observation.js';
import { Reflector } from './reflector.js';

type Item = KubernetesObject & { readonly data?: unknown };
type Answer = List<Item> | StatewrightError;
type Step = WatchEvent<Item> | StatewrightError | 'hang';

function item(name: string, version: string, owner = 'x'): Item {
  return { metadata: { name, namespace: 'n', uid: name, resourceVersion: version }, data: { owner } };
}

function unavailable(httpStatus: number): StatewrightError {
  const options = { cause: new ReplyStatus(httpStatus, undefined, 'x') };
  return new StatewrightError('KubernetesUnavailable', { verb: 'list', object: 'x', reason: 'y' }, options);
}

/** A server whose lists and watches are scripted, one after the other. */
function start(
  lists: Answer[],
  watches: Step[][],
  relistEveryMs = 3_600_000,
): {
  clock: ManualClock;
  reflector: Reflector<never, { owner: string }>;
  asked: string[];
  changes: string[];
  counted: { missed: number; malformed: number };
  stop: () => Promise<void>;
} {
  const clock = new ManualClock();
  const asked: string[] = [];
  const abort = new AbortController();
  const client = {
    // eslint-disable-next-line @typescript-eslint/require-await -- as the real one
    async *listPages(_resource: unknown, options: { atVersion?: string }) {
      asked.push(options.atVersion === undefined ? 'list' : `list at ${options.atVersion}`);
      const answer = lists.shift() ?? unavailable(503);
      if (answer instanceof StatewrightError) throw answer;
      yield { ...answer, items: answer.items.slice(0, 1) };
      yield { ...answer, items: answer.items.slice(1) };
    },
    async *watch(_resource: unknown, options: { resourceVersion: string; signal: AbortSignal }) {
      asked.push(`watch from ${options.resourceVersion}`);
      for (const step of watches.shift() ?? ['hang' as const]) {
        if (step instanceof StatewrightError) throw step;
        if (step === 'hang') await clock.sleep(10 ** 9, options.signal);
        else yield step;
      }
    },
  } as unknown as KubernetesClient;
  const counted = { missed: 0, malformed: 0 };
  const metrics: RuntimeMetrics = {
    ...noMetrics,
    missedEvents: (_watch, count) => (counted.missed += count),
    malformedObject: () => (counted.malformed += 1),
  };
  const reflector = new Reflector({
    client,
    resource: configMaps,
    project: ({ data }) => ({ owner: data?.owner ?? '' }),
    indexers: { owner: ({ owner }) => [owner] },
    clock,
    random: () => 0.5,
    relistEveryMs,
    metrics,
  });
  const changes: string[] = [];
  reflector.subscribe(({ key, before, after }) =>
    changes.push(`${key} ${before?.owner ?? '-'} ${after?.owner ?? '-'}`),
  );
  const running = reflector.run(abort.signal);
  return {
    clock,
    reflector: reflector as unknown as Reflector<never, { owner: string }>,
    asked,
    changes,
    counted,
    stop() {
      abort.abort();
      return running;
    },
  };
}

const list = (resourceVersion: string, ...items: Item[]): List<Item> => ({ resourceVersion, items });

describe('Reflector', () => {
  it('fills its cache from all pages, follows the watch and keeps only what was asked for', async () => {
    const { clock, reflector, asked, changes, stop } = start(
      [list('10', item('a', '1'), item('b', '2'))],
      [
        [
          { kind: 'modified', object: item('b', '11', 'y') },
          { kind: 'deleted', object: item('a', '12') },
          'hang',
        ],
      ],
    );
    await clock.advance(0);
    expect(asked).toEqual(['list', 'watch from 10']);
    expect(changes).toEqual(['n/a - x', 'n/b - x', 'n/b x y', 'n/a x -']);
    expect([...reflector.store.entries()]).toEqual([['n/b', { owner: 'y' }]]);
    expect(reflector.store.keysBy('owner', 'y')).toEqual(['n/b']);
    await stop();
  });

  it('resumes after a cut from the last event or bookmark, without a new list', async () => {
    const { clock, asked, stop } = start(
      [list('10')],
      [
        [{ kind: 'added', object: item('a', '11') }, unavailable(503)],
        [{ kind: 'bookmark', resourceVersion: '20' }, unavailable(503)],
      ],
    );
    await clock.advance(5_000);
    expect(asked).toEqual(['list', 'watch from 10', 'watch from 11', 'watch from 20']);
    await stop();
  });

  it('lists anew when its version has expired, and tells of all that changed meanwhile', async () => {
    const { clock, asked, changes, stop } = start(
      [
        list('10', item('gone', '1'), item('same', '2'), item('new', '3')),
        list('30', item('same', '2'), item('new', '25', 'y')),
      ],
      [[{ kind: 'expired' }]],
    );
    await clock.advance(5_000);
    expect(asked).toEqual(['list', 'watch from 10', 'list', 'watch from 30']);
    expect(changes.slice(3)).toEqual(['n/gone x -', 'n/new x y']);
    await stop();
  });

  it('keeps what it has while lists fail, waits longer each time, and gets there in the end', async () => {
    const { clock, reflector, asked, stop } = start(
      [list('10', item('a', '1')), unavailable(503), unavailable(410), list('30', item('b', '20'))],
      [[{ kind: 'expired' }]],
    );
    let synced = false;
    void reflector.synced.then(() => (synced = true));
    await clock.advance(0);
    expect(synced).toBe(true);
    await clock.advance(400);
    expect(asked).toEqual(['list', 'watch from 10', 'list']);
    expect([...reflector.store.keys()]).toEqual(['n/a']);
    await clock.advance(60_000);
    expect([...reflector.store.keys()]).toEqual(['n/b']);
    await stop();
  });

  it('does not ask in a tight loop when a server ends every watch at once', async () => {
    const { clock, asked, stop } = start(
      [list('10')],
      Array.from({ length: 1_000 }, () => []),
    );
    await clock.advance(60_000);
    expect(asked.length).toBeLessThan(15);
    await stop();
  });

  it('counts and mends what no event told of, comparing at the version it stands at', async () => {
    const { clock, reflector, asked, changes, counted, stop } = start(
      [
        list('10', item('a', '1'), item('b', '2'), item('c', '3')),
        list('20', item('a', '1'), item('b', '15', 'y'), item('d', '16')),
      ],
      [[{ kind: 'bookmark', resourceVersion: '20' }, 'hang']],
      0,
    );
    await clock.advance(0);
    expect(asked).toEqual(['list', 'watch from 10', 'list at 20']);
    expect(counted.missed).toBe(3);
    expect(changes.slice(3).sort()).toEqual(['n/b x y', 'n/c x -', 'n/d - x']);
    expect([...reflector.store.keys()].sort()).toEqual(['n/a', 'n/b', 'n/d']);
    await stop();
  });

  it('keeps an object of unexpected form from spoiling the others, and still tells of its key', async () => {
    const odd: Item = { ...item('odd', '4'), data: 'not a map' };
    const { clock, reflector, changes, counted, stop } = start(
      [list('10', item('a', '1'), odd)],
      [[{ kind: 'modified', object: { ...item('a', '11'), data: 7 } }, 'hang']],
    );
    await clock.advance(0);
    expect(changes).toEqual(['n/a - x', 'n/odd - -', 'n/a x -']);
    expect(reflector.store.size).toBe(0);
    expect(counted.malformed).toBe(2);
    await stop();
  });

  it('tells all others when a subscriber fails', async () => {
    const { clock, reflector, stop } = start(
      [list('10', item('a', '1'))],
      [[{ kind: 'added', object: item('b', '11') }, 'hang']],
    );
    const told: string[] = [];
    reflector.subscribe(() => {
      throw new Error('defect');
    });
    reflector.subscribe(({ key }) => told.push(key));
    await clock.advance(0);
    expect(told).toEqual(['n/a', 'n/b']);
    await stop();
  });
});
