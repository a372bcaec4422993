import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { STOP_YOURSELF } from './harness/acting-controller.js';
import { Contest } from './harness/contest.js';
import { ControlPlane } from './harness/control-plane.js';
import { CuttingProxy } from './harness/cutting-proxy.js';

const ROUNDS = 3;

describe('controllers under a lease, against a real API server', () => {
  let plane: ControlPlane;
  let contest: Contest;
  let proxies: Record<'a' | 'b', CuttingProxy>;

  beforeAll(async () => {
    plane = await ControlPlane.start();
  });

  let contests = 0;

  beforeEach(async () => {
    contest = await Contest.open(plane, `contest-${(contests += 1)}`);
    proxies = { a: await CuttingProxy.before(plane.port), b: await CuttingProxy.before(plane.port) };
  });

  afterEach(async () => {
    await contest.close();
    await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
  });

  afterAll(async () => {
    await plane.stop();
  });

  /** The proxy through which a candidate, `a` or `b`, is connected. */
  const proxyOf = (identity: string): CuttingProxy => proxies[identity === 'a' ? 'a' : 'b'];

  it('loses no key when the leader is killed in the middle of its acts, again and again', async () => {
    await contest.enter('0');
    await contest.enter('1');
    let { holder, transitions } = await contest.tenureAfter(-1);
    for (let round = 1; round <= ROUNDS; round += 1) {
      await contest.carriesOn(20);
      await contest.process(holder).kill();
      const next = await contest.tenureAfter(transitions);
      expect(next.holder).not.toBe(holder);
      ({ holder, transitions } = next);
      // A process that is started again is another candidate.
      await contest.enter(String(round + 1));
    }
    await contest.settle();
    expect(await contest.trespasses()).toEqual([]);
  });

  it('lets nobody act who was stopped past its lease and then goes on', async () => {
    await contest.enter('a');
    await contest.enter('b');
    let { holder, transitions } = await contest.tenureAfter(-1);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const stopped = contest.process(holder);
      stopped.signal(STOP_YOURSELF);
      const next = await contest.tenureAfter(transitions);
      expect(next.holder).not.toBe(holder);
      // In the hands of the one that goes on are keys that it has looked at and not yet acted on. That it takes its
      // turn in the next round proves that it noticed, and stands again.
      stopped.signal('SIGCONT');
      await contest.carriesOn(40);
      ({ holder, transitions } = next);
    }
    await contest.settle();
    expect(await contest.trespasses()).toEqual([]);
  });

  it.each([
    ['whose renewals do not arrive, though all else works', false],
    ['all of whose connections fall silent', true],
  ])(
    'before its lease can be taken, stops a leader %s, and lets it stand again afterwards',
    async (_, all) => {
      const { a, b } = proxies;
      await contest.enter('a', { lease: a.port, ...(all && { work: a.port }) });
      await contest.enter('b', { lease: b.port, ...(all && { work: b.port }) });
      let { holder, transitions } = await contest.tenureAfter(-1);
      for (let round = 1; round <= ROUNDS; round += 1) {
        proxyOf(holder).silence();
        const next = await contest.tenureAfter(transitions);
        expect(next.holder).not.toBe(holder);
        proxyOf(holder).heal();
        await contest.carriesOn(40);
        ({ holder, transitions } = next);
      }
      await contest.settle();
      expect(await contest.trespasses()).toEqual([]);
    },
  );

  it('loses no key when the connections of everybody are cut in the middle of requests, again and again', async () => {
    const { a, b } = proxies;
    await contest.enter('a', { lease: a.port, work: a.port });
    await contest.enter('b', { lease: b.port, work: b.port });
    await contest.tenureAfter(-1);
    for (let cut = 1; cut <= 20; cut += 1) {
      await contest.carriesOn(5);
      a.cut();
      b.cut();
    }
    await contest.settle();
    expect(await contest.trespasses()).toEqual([]);
  });
});
