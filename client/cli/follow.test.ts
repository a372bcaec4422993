import { describe, expect, it } from 'vitest';
import type { ClusterSighting } from '../observe.js';
import { exitCode } from './exit.js';
import { runCli } from './program.js';
import { cluster, podReady, sighting } from './render/sighting.fixture.js';
import { worldOf } from './world.fixture.js';

const placed = {
  phase: 'Ready',
  observedGeneration: 2,
  message: 'Everything asked for is in place.',
} as const;
const data = { ...podReady, nodeType: 'data' };
const ready: ClusterSighting = {
  key: sighting.key,
  presence: 'present',
  cluster: { ...cluster, status: placed },
  pods: [podReady, { ...data, name: 'logs-data-0' }, { ...data, name: 'logs-data-1' }],
  unanswered: [],
};
const down: ClusterSighting = {
  ...ready,
  pods: ready.pods.map((pod) => ({
    ...pod,
    ready: false,
    reason: { reason: 'NotReady', message: 'running, and not ready to serve yet', stuck: false },
  })),
};

/** Runs the command line while a watch shows these sightings, and then either ends or shows nothing new. */
async function run(sightings: readonly ClusterSighting[], ...argv: readonly string[]) {
  let shown = 0;
  const { world, out, err } = worldOf({
    async *watch(_key, options = {}) {
      for (const next of sightings) {
        shown += 1;
        yield next;
      }
      const { signal } = options;
      if (signal && !signal.aborted) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      }
    },
  });
  const code = await runCli(argv, world);
  return { code, shown, out: out(), err: err() };
}

describe('watch --until ready', () => {
  it('does not call a cluster ready whose phase is Ready from before its machines were restarted', async () => {
    const { code, shown, out, err } = await run([down, down, ready], 'watch', 'logs', '--until', 'ready');
    expect(code).toBe(exitCode.done);
    expect(shown).toBe(3);
    expect(out).toContain('pod logs-data-1: NotReady: running, and not ready to serve yet');
    expect(err).toMatch(/^Ready after /);
  });

  it('ends at the first look at one that is ready', async () => {
    expect(await run([ready, down], 'watch', 'logs')).toMatchObject({ code: exitCode.done, shown: 1 });
  });

  it('says how many members were ready when it gives up', async () => {
    const { code, err } = await run([down], 'watch', 'logs', '--timeout', '1s');
    expect(code).toBe(exitCode.timedOut);
    expect(err).toContain(
      'search/logs is not ready after 1 s: Everything was put in place, and not all members',
    );
    expect(err).toContain('0 of 1 master, 0 of 2 data');
  });
});
