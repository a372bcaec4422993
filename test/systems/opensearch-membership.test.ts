import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Departure, MoveReport } from '../../api/membership.js';
import { opensearchMembership as membership } from '../../catalog/opensearch/membership/index.js';
import { documents, fill, OpensearchLoad } from '../integration/harness/opensearch-load.js';
import {
  excluded,
  excludedNames,
  memberAccess,
  shardsOn,
  votingExclusions,
} from '../integration/harness/opensearch-member.js';
import { OpensearchServers } from '../integration/harness/opensearch-servers.js';
import { waitUntil } from '../integration/harness/wait-until.js';

const text = (bytes: number): string => randomBytes(bytes / 2).toString('hex');

let servers: OpensearchServers;

beforeAll(async () => {
  servers = await OpensearchServers.start(3);
});
afterAll(async () => servers.remove());

beforeEach(async () => {
  // What is left of the machine's own disks is not what these tests are about.
  await watermarks('50mb', '40mb', '30mb');
});
afterEach(async () => {
  await servers.joined(3);
  await servers.call('DELETE', '/logs,solo,red?ignore_unavailable=true');
  await servers.call('PUT', '/_cluster/settings', {
    persistent: { 'cluster.*': null, 'indices.*': null },
    transient: { 'cluster.*': null },
  });
  await servers.call('DELETE', '/_cluster/voting_config_exclusions?wait_for_removal=false');
});

async function watermarks(low: string, high: string, flood: string): Promise<void> {
  const disk = 'cluster.routing.allocation.disk.watermark';
  await servers.call('PUT', '/_cluster/settings', {
    persistent: { [`${disk}.low`]: low, [`${disk}.high`]: high, [`${disk}.flood_stage`]: flood },
  });
}

async function create(index: string, settings: object): Promise<void> {
  await servers.call('PUT', `/${index}?wait_for_active_shards=${index === 'red' ? 0 : 'all'}`, { settings });
}

/** Repeats a step as an activity does, and gives all it reported. */
async function untilDone(what: string, step: () => Promise<MoveReport>): Promise<readonly MoveReport[]> {
  const reports: MoveReport[] = [];
  await waitUntil(
    what,
    async () => {
      const report = await step();
      reports.push(report);
      return report.done;
    },
    { timeoutMs: 120_000, everyMs: 500 },
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${JSON.stringify(reports.at(-1))}`);
  });
  return reports;
}

async function blocking(ordinal: number, departure: Departure): Promise<readonly string[]> {
  const guards = await membership.guards(memberAccess(servers, ordinal), departure);
  return guards.filter(({ holds }) => !holds).map(({ name, detail }) => `${name}: ${detail}`);
}

describe('a member of OpenSearch', { timeout: 400_000 }, () => {
  it('leaves and comes back under load without a failed read or write', async () => {
    await create('logs', { number_of_shards: 4, number_of_replicas: 1 });
    await fill(servers, 'logs', 300, 2_000, text);
    const load = new OpensearchLoad(servers, 'logs');
    try {
      expect(await blocking(2, 'offline')).toEqual([]);
      const drained = await untilDone('member 2 is drained', () =>
        membership.drain(memberAccess(servers, 2)),
      );
      expect(drained.at(-1)?.remaining).toEqual({ shards: 0, bytes: 0, votes: 0 });
      expect(await shardsOn(servers, 'logs-data-2')).toBe(0);
      expect(await blocking(2, 'offline')).toEqual([]);
      await servers.stop(2);
      await servers.joined(2);
      const before = load.writes;
      await waitUntil('the load goes on', () => load.writes > before + 50);
      servers.run(2);
      await servers.joined(3);
      expect(await membership.settle(memberAccess(servers, 2))).toMatchObject({ done: false });
      await untilDone('the marks are taken back', () => membership.undrain(memberAccess(servers, 2)));
      await untilDone('member 2 has settled', () => membership.settle(memberAccess(servers, 2)));
    } finally {
      await load.end();
    }
    process.stdout.write(
      `      ${load.writes} writes and ${load.reads} reads, ${load.failures.length} failed ${[...new Set(load.failures)].slice(0, 3).join(' ')}\n`,
    );
    expect(load.failures).toEqual([]);
    expect(await documents(servers, 'logs')).toBe(300 + load.writes);
    expect(await shardsOn(servers, 'logs-data-2')).toBeGreaterThan(0);
    expect(await excluded(servers)).toBeUndefined();
    expect(await votingExclusions(servers)).toEqual([]);
  });

  it('is drained beside another by somebody else, and neither touches what it did not write', async () => {
    await create('logs', { number_of_shards: 4, number_of_replicas: 1 });
    await fill(servers, 'logs', 50, 1_000, text);
    await servers.call('PUT', '/_cluster/settings', { persistent: { [excludedNames]: 'old-machine*' } });
    await Promise.all(
      [1, 2].map((ordinal) =>
        untilDone(`member ${ordinal} is drained`, () => membership.drain(memberAccess(servers, ordinal))),
      ),
    );
    expect(
      String(await excluded(servers))
        .split(',')
        .toSorted(),
    ).toEqual(['logs-data-1', 'logs-data-2', 'old-machine*']);
    // All shards have a copy on the one that stays; what else there is cannot go anywhere.
    expect(await shardsOn(servers, 'logs-data-0')).toBe(4);
    expect(await blocking(0, 'offline')).toEqual(
      [
        expect.stringMatching(/^No shard would be left without a copy: .* no other data member stays$/),
        expect.stringMatching(/^Free space on the others/),
        'The masters keep a majority: 0 of 3 masters would stay, 2 are needed; 2 others gave the vote back',
        'Others have the roles of the member: logs-data-0 is the last with data, ingest',
      ].slice(0),
    );
    await Promise.all(
      [1, 2].map((ordinal) =>
        untilDone(`member ${ordinal} is unmarked`, () => membership.undrain(memberAccess(servers, ordinal))),
      ),
    );
    // Two at the very same time can put each other's vote exclusion back; whoever sees to a member looks again.
    for (const ordinal of [1, 2]) {
      await untilDone(`member ${ordinal} has settled`, async () => {
        const unmarked = await membership.undrain(memberAccess(servers, ordinal));
        return unmarked.done ? membership.settle(memberAccess(servers, ordinal)) : unmarked;
      });
    }
    expect(await excluded(servers)).toBe('old-machine*');
    expect(await votingExclusions(servers)).toEqual([]);
  });

  it('may not go while it has the only copy and the others are full, and goes on when they are not', async () => {
    await create('solo', {
      number_of_shards: 1,
      number_of_replicas: 0,
      'index.routing.allocation.include._name': 'logs-data-1',
    });
    await fill(servers, 'solo', 20, 1_000, text);
    expect(await blocking(1, 'restart')).toEqual([
      'No shard would be left without a copy: 1 of 1 shard on logs-data-1 without another copy: solo[0]; reads and writes of them would fail while it restarts',
    ]);
    await watermarks('1%', '99%', '99%');
    expect(await blocking(1, 'offline')).toEqual([
      expect.stringMatching(
        /^Free space on the others covers what moves: [^ ]+ in 1 shard to move, 0 bytes free on the others up to the low watermark of 1%; no place for solo\[0\]/,
      ),
    ]);
    await watermarks('50mb', '40mb', '30mb');
    expect(await blocking(1, 'offline')).toEqual([]);
    // The owner wants this index on that member: the drain waits, and says why.
    const waiting = await membership.drain(memberAccess(servers, 1));
    expect(waiting).toMatchObject({ done: false, remaining: { shards: 1 } });
    expect(waiting.detail).toMatch(/solo\[0\] cannot move: logs-data-\d says .*include/);
    await servers.call('PUT', '/solo/_settings', { 'index.routing.allocation.include._name': null });
    await untilDone('member 1 is drained', () => membership.drain(memberAccess(servers, 1)));
    expect(await shardsOn(servers, 'logs-data-1')).toBe(0);
    expect(await documents(servers, 'solo')).toBe(20);
  });

  it('may not go while the cluster is red', async () => {
    await create('red', {
      number_of_shards: 1,
      number_of_replicas: 0,
      'index.routing.allocation.require._name': 'nobody',
    });
    expect(await blocking(0, 'offline')).toEqual([
      'No shard is lost already: the cluster is red: 1 shard without any copy: red[0]',
      'No copy waits for a place: 1 copy of red[0] without a place',
    ]);
  });

  it('that is killed while it is drained is made up for by the others, and said to have taken what had no copy', async () => {
    await create('logs', {
      number_of_shards: 2,
      number_of_replicas: 1,
      'index.unassigned.node_left.delayed_timeout': '0s',
    });
    await create('solo', {
      number_of_shards: 1,
      number_of_replicas: 0,
      'index.routing.allocation.include._name': 'logs-data-1',
    });
    await fill(servers, 'logs', 200, 20_000, text);
    await fill(servers, 'solo', 10, 1_000, text);
    await servers.call('PUT', '/_cluster/settings', {
      persistent: { 'indices.recovery.max_bytes_per_sec': '100kb' },
    });
    const first = await membership.drain(memberAccess(servers, 1));
    expect(first.done).toBe(false);
    await servers.kill(1);
    await servers.joined(2);
    await servers.call('PUT', '/_cluster/settings', {
      persistent: { 'indices.recovery.max_bytes_per_sec': '100mb' },
    });
    await waitUntil('only what had no copy is missing', async () => {
      const { remaining } = await membership.drain(memberAccess(servers, 1));
      return remaining.shards === 1;
    });
    expect(await membership.drain(memberAccess(servers, 1))).toEqual({
      done: false,
      detail: 'logs-data-1 is not in the cluster; 1 shard cannot be moved, no other copy is there: solo[0]',
      remaining: { shards: 1, bytes: 0 },
    });
    expect(await documents(servers, 'logs')).toBe(200);
    servers.run(1);
    await servers.joined(3);
    await untilDone('the marks are taken back', () => membership.undrain(memberAccess(servers, 1)));
    await untilDone('member 1 has settled', () => membership.settle(memberAccess(servers, 1)));
    expect(await documents(servers, 'solo')).toBe(10);
  });

  it('is restarted last while it leads', async () => {
    const order = await membership.restartOrder(memberAccess(servers, 0), 'data');
    const state = await servers.call('GET', '/_cat/cluster_manager?format=json&h=node');
    const [leader] = z.array(z.object({ node: z.string() })).parse(state);
    expect(order).toHaveLength(3);
    expect(`logs-data-${order.at(-1)?.ordinal ?? ''}`).toBe(leader?.node);
  });
});
