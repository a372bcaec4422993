import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Departure, Member, MoveReport } from '../../api/membership.js';
import { LeavingHosts } from '../../catalog/hadoop/leaving-hosts.js';
import { dataNodeOf, lookAtCluster } from '../../catalog/hdfs/cluster-view.js';
import { hdfsHealth } from '../../catalog/hdfs/health.js';
import { hdfsMembership as membership } from '../../catalog/hdfs/membership/index.js';
import { hdfsMember } from '../../catalog/hdfs/render.js';
import { hdfsRules } from '../../catalog/hdfs/rules.js';
import { hdfsCluster } from '../harness/hdfs-cluster.js';
import { HadoopMembers } from '../integration/harness/hadoop-members.js';
import { WebHdfsClient } from '../integration/harness/webhdfs-client.js';

const nameNode: Member = { nodeType: 'namenode', ordinal: 0 };
const dataNode = (ordinal: number): Member => ({ nodeType: 'datanode', ordinal });
const dataNodes = [0, 1, 2, 3].map(dataNode);

const config = {
  'dfs.blocksize': 2 ** 20,
  // The dead are noticed after 12 s, not after ten minutes.
  'dfs.heartbeat.interval': 1,
  'dfs.namenode.heartbeat.recheck-interval': 1000,
  'dfs.namenode.stale.datanode.interval': 4000,
  'dfs.namenode.safemode.extension': 1000,
  // As fast as it can, not two copies at a time.
  'dfs.namenode.replication.max-streams': 20,
  'dfs.namenode.replication.max-streams-hard-limit': 40,
  'dfs.namenode.replication.work.multiplier.per.iteration': 20,
  // Copies that the dead one was asked to make, as members that leave are first, are given up after 10 s, not five minutes.
  'dfs.namenode.reconstruction.pending.timeout-sec': 10,
};
const cluster = hdfsCluster({
  nodeTypes: [
    { name: 'namenode', replicas: 1, config },
    {
      name: 'datanode',
      replicas: 4,
      volumes: ['disk-a', 'disk-b'].map((name) => ({ name, size: '1Gi' })),
      config,
    },
  ],
});

// One life of one cluster, told in order: starting it for each sentence would take most of the time.
describe('an HDFS of a NameNode and four DataNodes with two disks each', () => {
  let hdfs: HadoopMembers;
  let client: WebHdfsClient;
  const anybody = () => hdfs.access(dataNode(0));
  const view = () => lookAtCluster(anybody());
  const known = async (member: Member) => dataNodeOf(await view(), cluster, member);
  const failing = async (member: Member, departure: Departure) =>
    (await membership.guards(hdfs.access(member), departure)).filter(({ holds }) => !holds);
  const done = async (what: string, step: () => Promise<MoveReport>) => {
    const reports: MoveReport[] = [];
    const looking = hdfs.until(what, async () => {
      const report = await step();
      reports.push(report);
      return report.done;
    });
    await looking.catch((error: unknown) => {
      throw new Error(`${String(error)}\nlast: ${JSON.stringify(reports.at(-1))}`);
    });
    return reports;
  };
  const healthy = (what: string) =>
    hdfs.until(what, async () => (await hdfsHealth(anybody())).state === 'Healthy');
  const marks = () => new LeavingHosts(hdfs.address(nameNode), AbortSignal.timeout(5_000)).list();

  beforeAll(async () => {
    hdfs = await HadoopMembers.prepare('10.91.44', { rules: hdfsRules, member: hdfsMember }, cluster);
    for (const member of [nameNode, ...dataNodes]) await hdfs.start(member, false);
    await healthy('all five have joined');
    const addressOf = (host: string) => hdfs.namespaces.address(host);
    client = new WebHdfsClient(hdfs.address(nameNode), addressOf, 1_500_000);
  });

  afterAll(async () => {
    await hdfs.end();
  });

  it('counts itself', async () => {
    expect(await hdfsHealth(anybody())).toEqual({
      state: 'Healthy',
      summary: '5 of 5 members, 0 blocks missing',
      joined: 5,
    });
  });

  it('lets a DataNode go and come back under load: every file is read back', async () => {
    client.start();
    await hdfs.until('files are written', () => Promise.resolve(client.written.size > 20));
    await hdfs.until('the guards hold', async () => (await failing(dataNode(2), 'offline')).length === 0);
    const drained = await done('it is drained', () => membership.drain(hdfs.access(dataNode(2))));
    expect(drained[0]?.remaining.blocks).toBeGreaterThan(0);
    expect(drained.at(-1)?.remaining).toEqual({ blocks: 0 });
    expect(await failing(dataNode(2), 'offline')).toEqual([]);
    await hdfs.stop(dataNode(2));
    const without = client.written.size;
    await hdfs.until('files are written without it', () =>
      Promise.resolve(client.written.size > without + 20),
    );

    await hdfs.start(dataNode(2), true);
    await done('nothing of the drain is left', () => membership.undrain(hdfs.access(dataNode(2))));
    await done('it has settled', () => membership.settle(hdfs.access(dataNode(2))));
    expect(await marks()).toEqual([]);
    await healthy('all are well again');
  });

  it('names the guards that keep a DataNode', async () => {
    await membership.drain(hdfs.access(dataNode(3)));
    await hdfs.until('another leaves', async () => (await known(dataNode(3)))?.leaving !== 'no');
    expect((await failing(dataNode(1), 'offline')).map(({ name }) => name)).toContain(
      'Enough DataNodes stay for the copies of a file',
    );
    expect(await marks()).toHaveLength(1);
  });

  it('remembers who leaves when the NameNode is restarted, and takes it back', async () => {
    await hdfs.stop(nameNode);
    await hdfs.start(nameNode, true);
    await hdfs.until('it knows the member again', async () => {
      const node = await known(dataNode(3));
      return node?.alive === true && node.leaving !== 'no';
    });
    await done('the NameNode has settled', () => membership.settle(hdfs.access(nameNode)));
    await done('the drain is taken back', () => membership.undrain(hdfs.access(dataNode(3))));
    await done('the member has settled', () => membership.settle(hdfs.access(dataNode(3))));
    expect(await marks()).toEqual([]);
  });

  it('drains a DataNode that is killed in the middle of it from the copies that others have', async () => {
    await hdfs.until('the guards hold', async () => (await failing(dataNode(1), 'offline')).length === 0);
    await membership.drain(hdfs.access(dataNode(1)));
    await hdfs.kill(dataNode(1));
    await hdfs.until('its death is noticed', async () => (await known(dataNode(1)))?.alive === false);
    const reports = await done('the dead one is drained', () => membership.drain(hdfs.access(dataNode(1))));
    expect(reports.at(-1)?.remaining).toEqual({ blocks: 0 });
    expect(await failing(dataNode(1), 'offline')).toEqual([]);
    expect((await failing(dataNode(2), 'restart')).map(({ name }) => name)).toEqual([]);

    await hdfs.start(dataNode(1), true);
    await done('nothing of the drain is left', () => membership.undrain(hdfs.access(dataNode(1))));
    await done('it has settled', () => membership.settle(hdfs.access(dataNode(1))));
    await healthy('all are well again');
  });

  it('restarts all, one after the other, and has lost nothing', async () => {
    for (const nodeType of ['namenode', 'datanode']) {
      const order = await membership.restartOrder(anybody(), nodeType);
      expect(order).toEqual(nodeType === 'namenode' ? [nameNode] : dataNodes.toReversed());
      for (const member of order) {
        await hdfs.until(
          `${member.ordinal} may be restarted`,
          async () => (await failing(member, 'restart')).length === 0,
        );
        await hdfs.stop(member);
        await hdfs.start(member, true);
        await done('it has settled', () => membership.settle(hdfs.access(member)));
      }
    }
    await client.stop();
    expect(client.failed).toEqual([]);
    await healthy('all are well in the end');
    for (const name of client.written.keys()) await client.check(name);
    process.stdout.write(
      `${client.written.size} files written and read back, ${client.reads} reads, ${client.retried.length} retries, none failed\n`,
    );
  });
});
