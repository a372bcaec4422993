import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Departure, Member, MoveReport } from '../../api/membership.js';
import { lookAtScheduler } from '../../catalog/dask/ask.js';
import { dask } from '../../catalog/dask/index.js';
import { daskMembership as membership } from '../../catalog/dask/membership.js';
import { daskCluster } from '../harness/dask-cluster.js';
import type { ServerProcess } from '../integration/harness/child.js';
import { PythonMembers } from '../integration/harness/python-members.js';
import { waitUntil } from '../integration/harness/wait-until.js';

const scheduler: Member = { nodeType: 'scheduler', ordinal: 0 };
const worker = (ordinal: number): Member => ({ nodeType: 'worker', ordinal });

// One life of one cluster, told in order.
describe('a Dask of a scheduler and three workers', () => {
  let members: PythonMembers;
  const flag = () => join(members.directory, 'flag');
  const view = () => lookAtScheduler(members.access(scheduler));
  const failing = async (member: Member, departure: Departure = 'offline') =>
    (await membership.guards(members.access(member), departure)).filter(({ holds }) => !holds);
  const healthy = () =>
    members.until(
      'all are well',
      async () => (await dask.health(members.access(scheduler))).state === 'Healthy',
    );
  const done = async (what: string, step: () => Promise<MoveReport>) => {
    const reports: MoveReport[] = [];
    await members.until(what, async () => {
      reports.push(await step());
      return reports.at(-1)?.done ?? false;
    });
    return reports;
  };
  const printed = async (name: string) =>
    (await readFile(join(members.directory, `${name}.log`), 'utf8').catch(() => ''))
      .split('\n')
      .filter((line) => line.startsWith('{'));
  const computing = async (name: string): Promise<ServerProcess> => {
    await writeFile(flag(), 'on');
    const address = `tcp://${members.address(scheduler)}:8786`;
    const client = members.program(name, [join(import.meta.dirname, 'dask-client.py'), address, flag()]);
    await members.until('it computes', async () => (await printed(name)).length > 2);
    return client;
  };
  const twoMoreRounds = async (name: string) => {
    const before = (await printed(name)).length;
    await members.until('it computes on', async () => (await printed(name)).length > before + 2);
  };
  const finished = async (name: string, client: ServerProcess) => {
    await writeFile(flag(), 'off');
    await members.until('the client has ended', () => Promise.resolve(!client.running), 120_000);
    const last = (await printed(name)).at(-1) ?? client.tail();
    expect(last).toContain('"done": true');
    return last;
  };

  beforeAll(async () => {
    members = await PythonMembers.prepare(dask, daskCluster(), '47.1', ['/tmp', '/var/lib/dask/spill']);
    for (const member of [scheduler, worker(0), worker(1), worker(2)]) await members.start(member);
    await healthy();
  });

  afterAll(async () => {
    await members.end();
  });

  it('counts itself, and tells its figures', async () => {
    expect(await dask.health(members.access(scheduler))).toEqual({
      state: 'Healthy',
      summary: '4 of 4 members, 0 tasks computed, 0 waiting, 0 results in memory',
      joined: 4,
    });
    for (const [member, port] of [
      [scheduler, 8787],
      [worker(0), 8789],
    ] as const) {
      const figures = await fetch(`http://${members.address(member)}:${port}/metrics`);
      expect(await figures.text()).toContain(`dask_${member.nodeType}_`);
    }
  });

  it('lets a worker go and come back under load: every result is right, none is lost', async () => {
    const client = await computing('goes');
    expect(await failing(worker(2))).toEqual([]);
    expect((await failing(scheduler, 'restart')).map(({ name }) => name)).toContain(
      'No result is held for a client',
    );
    const drained = await done('worker 2 is drained', () => membership.drain(members.access(worker(2))));
    expect(drained.at(-1)?.remaining).toEqual({ tasks: 0, keys: 0, bytes: 0 });
    await twoMoreRounds('goes');
    expect((await view()).workers.find(({ name }) => name === 'compute-worker-2')?.processing).toBe(0);
    await members.stop(worker(2));
    await twoMoreRounds('goes');
    await members.start(worker(2));
    await done('nothing of the drain is left', () => membership.undrain(members.access(worker(2))));
    await done('worker 2 has settled', () => membership.settle(members.access(worker(2))));
    await members.until('it is given tasks', async () =>
      (await view()).workers.some(({ name, processing }) => name === 'compute-worker-2' && processing > 0),
    );
    process.stdout.write(`went and came back: ${await finished('goes', client)}\n`);
  });

  it('takes a drain back: the worker computes again without being started anew', async () => {
    const client = await computing('back');
    await done('worker 1 is drained', () => membership.drain(members.access(worker(1))));
    const before = members.process(worker(1)).pid;
    await done('the drain is taken back', () => membership.undrain(members.access(worker(1))));
    await done('worker 1 has settled', () => membership.settle(members.access(worker(1))));
    await members.until('it is given tasks', async () =>
      (await view()).workers.some(({ name, processing }) => name === 'compute-worker-1' && processing > 0),
    );
    expect(members.process(worker(1)).pid).toBe(before);
    process.stdout.write(`drain taken back: ${await finished('back', client)}\n`);
  });

  it('restarts its workers one by one under load, by the step before their end alone', async () => {
    const client = await computing('restarts');
    for (const member of await membership.restartOrder(members.access(scheduler), 'worker')) {
      expect(await failing(member, 'restart')).toEqual([]);
      await members.stop(member);
      await members.start(member);
      await done('it has settled', () => membership.settle(members.access(member)));
    }
    process.stdout.write(`all workers restarted: ${await finished('restarts', client)}\n`);
  });

  it('goes on when a worker is killed in the middle of its drain', async () => {
    await writeFile(flag(), 'on');
    const client = await computing('killed');
    await membership.drain(members.access(worker(0)));
    await done('what it had is elsewhere', () => membership.drain(members.access(worker(0))));
    await members.kill(worker(0));
    const after = await done('the dead worker is drained', () => membership.drain(members.access(worker(0))));
    expect(after.at(-1)?.remaining).toEqual({ tasks: 0, keys: 0, bytes: 0 });
    await twoMoreRounds('killed');
    await members.start(worker(0));
    await done('worker 0 has settled', () => membership.settle(members.access(worker(0))));
    process.stdout.write(`killed while drained: ${await finished('killed', client)}\n`);
  });

  it('does not let the last worker go', async () => {
    await members.stop(worker(1));
    await members.stop(worker(2));
    expect(await failing(worker(0))).toMatchObject([{ name: 'Another worker stays' }]);
  });

  it('restarts the scheduler when nobody computes: workers find the new one', async () => {
    await members.until('nothing is left', async () => (await failing(scheduler, 'restart')).length === 0);
    await members.stop(scheduler);
    await members.start(scheduler);
    // What a pod does when its process has ended: workers end when they have lost their scheduler.
    await waitUntil(
      'the worker that lost it is there again',
      async () => {
        if (!members.process(worker(0)).running) await members.start(worker(0));
        return (await membership.settle(members.access(worker(0)))).done;
      },
      { timeoutMs: 60_000, everyMs: 200 },
    );
    expect((await membership.settle(members.access(scheduler))).done).toBe(true);
  });
});
