import { setTimeout as sleep } from 'node:timers/promises';
import { settledMemory } from '../harness/memory.js';
import { serve } from '../harness/serve.js';
import { caches } from './caches.js';
import { OBJECTS } from './population.js';

/** No event for so long after the last write: what has not come yet will not come. */
const QUIET_MS = 5_000;

const [, , name = '', kubeconfig = '', events = ''] = process.argv;
const cache = caches[name]?.open(kubeconfig);
if (cache === undefined) throw new Error(`there is no contestant "${name}"`);
const expected = Number(events);

let told = 0;
let firstAt = 0;
let lastAt = 0;
let processorAtBegin = 0;
let processorAtEnd = 0;

const processorMicros = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

serve({
  /** Fills the cache. */
  async list() {
    await cache.warmUp();
    const before = await settledMemory();
    const processorBefore = processorMicros();
    const beganAt = performance.now();
    await new Promise<void>((resolve) => {
      cache.start(() => {
        told += 1;
        lastAt = performance.now();
        if (told === OBJECTS) resolve();
        if (told === OBJECTS + 1) firstAt = lastAt;
        if (told === OBJECTS + expected) processorAtEnd = processorMicros();
      });
    });
    const listMs = performance.now() - beganAt;
    const listProcessorMs = (processorMicros() - processorBefore) / 1_000;
    const after = await settledMemory();
    if (cache.size() !== OBJECTS) throw new Error(`it holds ${cache.size()} objects instead of ${OBJECTS}`);
    processorAtBegin = processorMicros();
    return {
      listMs,
      listProcessorMs,
      residentBytesPerObject: (after.resident - before.resident) / OBJECTS,
      liveBytesPerObject: (after.live - before.live) / OBJECTS,
    };
  },

  /** After all events were caused: waits for the last of them. */
  async events() {
    const seen = (): number => told - OBJECTS;
    while (seen() < expected && (seen() === 0 || performance.now() - lastAt < QUIET_MS)) await sleep(20);
    if (seen() > expected) throw new Error(`it told of ${seen()} events when ${expected} had happened`);
    if (seen() < expected) processorAtEnd = processorMicros();
    return {
      eventsPerSecond: (seen() - 1) / ((lastAt - firstAt) / 1_000),
      processorMicrosPerEvent: (processorAtEnd - processorAtBegin) / seen(),
      missedEvents: expected - seen(),
    };
  },
});
