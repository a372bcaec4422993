import { describe, expect, it } from 'vitest';
import type { KubernetesClient, ObjectToWrite } from '../../kubernetes/index.js';
import { ManualClock } from '../../kubernetes/manual-clock.js';
import { EventRecorder, type Occurrence } from './events.js';
import { noMetrics } from './observation.js';

const occurrence: Occurrence = {
  regarding: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web-0', uid: 'u' },
  type: 'Warning',
  reason: 'Slow',
  action: 'Reconcile',
  note: 'It takes long.',
};

function start(fails = false): {
  clock: ManualClock;
  recorder: EventRecorder;
  created: ObjectToWrite[];
  counts: number[];
  dropped: () => number;
} {
  const clock = new ManualClock();
  const created: ObjectToWrite[] = [];
  const counts: number[] = [];
  let dropped = 0;
  const unavailable = (): Promise<never> => Promise.reject(new Error('away'));
  const client = {
    create: (_resource: unknown, object: ObjectToWrite) => {
      if (fails) return unavailable();
      created.push(object);
      return Promise.resolve(object);
    },
    mergePatch: (_resource: unknown, _ref: unknown, patch: { series: { count: number } }) => {
      if (fails) return unavailable();
      counts.push(patch.series.count);
      return Promise.resolve(patch);
    },
  } as unknown as KubernetesClient;
  const metrics = { ...noMetrics, eventsDropped: (count: number) => (dropped += count) };
  const recorder = new EventRecorder({
    client,
    controller: 'statewright.io/test',
    instance: 'i',
    clock,
    metrics,
  });
  return { clock, recorder, created, counts, dropped: () => dropped };
}

describe('EventRecorder', () => {
  it('writes one event for what happens again and again, and tells of the count now and then', async () => {
    const { clock, recorder, created, counts } = start();
    for (let second = 0; second < 100; second += 1) {
      recorder.record(occurrence);
      await clock.advance(1_000);
    }
    await recorder.flush();
    expect(created).toHaveLength(1);
    expect(counts[0]).toBe(2);
    expect(counts.at(-1)).toBe(100);
    expect(counts.length).toBeLessThanOrEqual(6);
  });

  it('begins a new event when the last is long ago', async () => {
    const { clock, recorder, created } = start();
    recorder.record(occurrence);
    await clock.advance(6 * 60_000);
    recorder.record(occurrence);
    await recorder.flush();
    expect(created).toHaveLength(2);
    expect(created[0]?.metadata.name).not.toBe(created[1]?.metadata.name);
  });

  it('lets one object fill no more than its allowance', async () => {
    const { recorder, created, dropped } = start();
    for (let number = 0; number < 100; number += 1) recorder.record({ ...occurrence, note: `No ${number}` });
    recorder.record({ ...occurrence, regarding: { ...occurrence.regarding, uid: 'other' } });
    await recorder.flush();
    expect(created).toHaveLength(26);
    expect(dropped()).toBe(75);
  });

  it('never fails its caller, and counts what could not be written', async () => {
    const { recorder, dropped } = start(true);
    recorder.record(occurrence);
    recorder.record(occurrence);
    await recorder.flush();
    expect(dropped()).toBeGreaterThan(0);
  });

  it('cuts a note between characters at the length the API server takes', async () => {
    const { recorder, created } = start();
    recorder.record({ ...occurrence, note: 'ä'.repeat(2_000) });
    await recorder.flush();
    const note = String(created[0]?.note);
    expect(Buffer.byteLength(note)).toBeLessThanOrEqual(1_024);
    expect(note).toMatch(/^ä{500,}…$/);
  });
});
