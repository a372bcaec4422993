import { describe, expect, it } from 'vitest';
import { StatewrightError } from '../../api/errors/index.js';
import { ManualClock } from '../../kubernetes/manual-clock.js';
import { Controller, type ReconcileContext, type Source } from './controller.js';
import { TimedLeadership } from './leadership.js';
import { runControllers } from './run-controllers.js';
import type { Key } from './store.js';
import type { WorkResult } from './work-queue.js';

/** A watch whose changes the test makes up. */
class ScriptedSource implements Source {
  readonly name = 'scripted';
  readonly identity = this;
  runs = 0;
  ended = false;
  setSynced: () => void = () => undefined;
  readonly synced = new Promise<void>((resolve) => (this.setSynced = resolve));
  readonly #enqueue: ((key: Key) => void)[] = [];

  attach(enqueue: (key: Key) => void): void {
    this.#enqueue.push(enqueue);
  }

  change(key: Key): void {
    this.#enqueue.forEach((enqueue) => enqueue(key));
  }

  run(signal: AbortSignal): Promise<void> {
    this.runs += 1;
    return new Promise((resolve) =>
      signal.addEventListener('abort', () => {
        this.ended = true;
        resolve();
      }),
    );
  }
}

interface Call {
  readonly key: Key;
  readonly context: ReconcileContext;
  readonly finish: () => void;
}

function controllerOver(sources: Source[], clock: ManualClock): { controller: Controller; calls: Call[] } {
  const calls: Call[] = [];
  const reconcile = (key: Key, context: ReconcileContext): Promise<WorkResult> =>
    new Promise((resolve, reject) => {
      calls.push({ key, context, finish: () => resolve({ kind: 'done' }) });
      context.signal.addEventListener('abort', () => reject(context.signal.reason as Error));
    });
  return { controller: new Controller({ name: 'test', sources, reconcile, clock }), calls };
}

describe('runControllers', () => {
  it('reconciles nothing before all caches are complete, and runs a shared watch once', async () => {
    const clock = new ManualClock();
    const [shared, own] = [new ScriptedSource(), new ScriptedSource()];
    const one = controllerOver([shared, own], clock);
    const two = controllerOver([shared], clock);
    const stop = new AbortController();
    const running = runControllers({
      controllers: [one.controller, two.controller],
      stop: stop.signal,
      clock,
    });
    shared.change('n/a');
    shared.setSynced();
    await clock.advance(0);
    expect(one.calls).toEqual([]);
    expect(two.calls.map(({ key }) => key)).toEqual(['n/a']);
    own.setSynced();
    await clock.advance(0);
    expect(one.calls.map(({ key }) => key)).toEqual(['n/a']);
    expect(shared.runs).toBe(1);
    for (const { finish } of [...one.calls, ...two.calls]) finish();
    stop.abort();
    await running;
    expect(shared.ended && own.ended).toBe(true);
  });

  it('lets keys in hand finish when stopped, but only for so long', async () => {
    const clock = new ManualClock();
    const source = new ScriptedSource();
    const { controller, calls } = controllerOver([source], clock);
    const stop = new AbortController();
    const running = runControllers({ controllers: [controller], stop: stop.signal, clock, drainMs: 5_000 });
    source.setSynced();
    source.change('n/slow');
    await clock.advance(0);
    stop.abort();
    source.change('n/late');
    await clock.advance(4_999);
    expect(calls[0]?.context.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(calls[0]?.context.signal.aborted).toBe(true);
    await running;
    expect(calls.map(({ key }) => key)).toEqual(['n/slow']);
    expect(clock.sleeping).toBe(0);
  });

  it('aborts what is in hand at once when the lease is lost, and forbids acts even before that is noticed', async () => {
    const clock = new ManualClock();
    const source = new ScriptedSource();
    const { controller, calls } = controllerOver([source], clock);
    const leadership = new TimedLeadership('n/lease', 0, 10_000, clock);
    const stop = new AbortController();
    const running = runControllers({ controllers: [controller], stop: stop.signal, leadership, clock });
    source.setSynced();
    source.change('n/a');
    await clock.advance(9_999);
    const [call] = calls;
    expect(() => call?.context.assertLeading()).not.toThrow();
    await clock.advance(1);
    expect(call?.context.signal.aborted).toBe(false);
    expect(() => call?.context.assertLeading()).toThrow(StatewrightError);
    expect(call?.context.signal.reason).toMatchObject({ code: 'LeaseLost' });
    await running;
    expect(source.ended).toBe(true);
  });
});
