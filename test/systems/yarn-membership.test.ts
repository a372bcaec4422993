import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Departure, Member, MoveReport } from '../../api/membership.js';
import { lookAtCluster, nodeOf } from '../../catalog/yarn/cluster-view.js';
import { yarnHealth } from '../../catalog/yarn/health.js';
import { yarnMembership as membership } from '../../catalog/yarn/membership/index.js';
import { yarnMember } from '../../catalog/yarn/render.js';
import { yarnRules } from '../../catalog/yarn/rules.js';
import { yarnCluster } from '../harness/yarn-cluster.js';
import type { ServerProcess } from '../integration/harness/child.js';
import { HadoopMembers, hadoopJars, logging } from '../integration/harness/hadoop-members.js';

const manager: Member = { nodeType: 'resourcemanager', ordinal: 0 };
const node = (ordinal: number): Member => ({ nodeType: 'nodemanager', ordinal });

const shell = 'org.apache.hadoop.yarn.applications.distributedshell';
const config = {
  // The dead are noticed after 10 s, not after ten minutes.
  'yarn.nm.liveness-monitor.expiry-interval-ms': 10_000,
  'yarn.resourcemanager.nm.liveness-monitor.interval-ms': 1_000,
  'yarn.nodemanager.disk-health-checker.enable': false,
};
const cluster = yarnCluster({
  nodeTypes: [
    { name: 'resourcemanager', replicas: 1, config },
    { name: 'nodemanager', replicas: 2, config, resources: { cpu: '4', memory: '2Gi' } },
  ],
});

// One life of one cluster, told in order: starting it for each sentence would take most of the time.
describe('a YARN of a ResourceManager and two NodeManagers', () => {
  let yarn: HadoopMembers;
  const anybody = () => yarn.access(node(0));
  const known = async (member: Member) => nodeOf(await lookAtCluster(anybody()), cluster, member);
  const failing = async (member: Member, departure: Departure) =>
    (await membership.guards(yarn.access(member), departure)).filter(({ holds }) => !holds);
  const done = async (what: string, step: () => Promise<MoveReport>) => {
    const reports: MoveReport[] = [];
    const looking = yarn.until(what, async () => {
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
    yarn.until(what, async () => (await yarnHealth(anybody())).state === 'Healthy');

  /** YARN's own application, with YARN's own client, which ends with 0 if the application succeeded. */
  const submit = (log: string, seconds: number): ServerProcess =>
    yarn.inside(
      'client',
      log,
      { HADOOP_USER_NAME: 'hadoop' },
      ...[
        'java',
        '-Xmx96m',
        '-cp',
        `${join(yarn.directory, yarn.podName(manager), 'given')}:${hadoopJars}/*`,
      ],
      ...[`-Dlog4j.configuration=file:${logging}`, `${shell}.Client`],
      ...['-jar', join(hadoopJars, 'hadoop-yarn-applications-distributedshell-3.4.2.jar')],
      ...['-shell_command', `sleep ${seconds}`, '-num_containers', '4'],
      ...['-master_memory', '256', '-container_memory', '128', '-timeout', '300000'],
    );
  const succeeded = async (log: string, client: ServerProcess) => {
    await yarn.until(`${log} has ended`, () => Promise.resolve(!client.running));
    expect(await readFile(yarn.logFile(log), 'utf8')).toContain('Application completed successfully');
  };
  const running = (containers: number) =>
    yarn.until(`${containers} containers run`, async () => {
      const { nodes } = await lookAtCluster(anybody());
      return nodes.reduce((sum, one) => sum + one.containers, 0) >= containers;
    });
  /** The member that runs most. */
  const busiest = async (): Promise<number> => {
    const [first, second] = [await known(node(0)), await known(node(1))];
    return (second?.containers ?? 0) > (first?.containers ?? 0) ? 1 : 0;
  };

  beforeAll(async () => {
    yarn = await HadoopMembers.prepare('10.91.45', { rules: yarnRules, member: yarnMember }, cluster);
    for (const member of [manager, node(0), node(1)]) await yarn.start(member, false);
    await healthy('all three have joined');
  });

  afterAll(async () => {
    await yarn.end();
  });

  it('counts itself', async () => {
    expect(await yarnHealth(anybody())).toEqual({
      state: 'Healthy',
      summary: '3 of 3 members, 0 applications',
      joined: 3,
    });
  });

  it('drains a NodeManager while an application runs on it: the application succeeds', async () => {
    const client = submit('first', 15);
    await running(5);
    const going = node(await busiest());
    expect(await failing(going, 'offline')).toEqual([]);
    yarn.mayEnd(going);
    const reports = await done('it is drained', () => membership.drain(yarn.access(going)));
    expect(reports[0]?.remaining.containers).toBeGreaterThan(0);
    expect(reports.at(-1)?.remaining).toEqual({ containers: 0, applications: 0 });
    await succeeded('first', client);
    await yarn.stop(going);

    await done('nothing of the drain is left', () => membership.undrain(yarn.access(going)));
    await yarn.start(going, true);
    await done('it has settled', () => membership.settle(yarn.access(going)));
    await healthy('all are well again');
    process.stdout.write(
      `an application of 5 containers succeeded over ${reports.length} looks at the drain\n`,
    );
  });

  it('names the guards that keep the last NodeManager, and takes a drain back', async () => {
    const client = submit('second', 15);
    await running(5);
    const going = await busiest();
    await membership.drain(yarn.access(node(going)));
    await yarn.until('it leaves', async () => (await known(node(going)))?.state === 'DECOMMISSIONING');
    const other = node(1 - going);
    const kept = (await known(other))?.containers ?? 0;
    expect((await failing(other, 'offline')).length > 0).toBe(kept > 0);
    await done('the drain is taken back', () => membership.undrain(yarn.access(node(going))));
    await done('it has settled', () => membership.settle(yarn.access(node(going))));
    await succeeded('second', client);
  });

  it('goes on when the ResourceManager is restarted in the middle of a drain', async () => {
    const client = submit('third', 20);
    await running(5);
    const going = node(await busiest());
    await membership.drain(yarn.access(going));
    await yarn.stop(manager);
    await yarn.start(manager, true);
    await yarn.until('it knows both again', async () => {
      const { nodes } = await lookAtCluster(anybody());
      return nodes.filter(({ state }) => state === 'RUNNING').length === 2;
    });
    yarn.mayEnd(going);
    await done('it is drained after all', () => membership.drain(yarn.access(going)));
    await succeeded('third', client);
    await yarn.stop(going);
    await done('nothing of the drain is left', () => membership.undrain(yarn.access(going)));
    await yarn.start(going, true);
    await done('it has settled', () => membership.settle(yarn.access(going)));
  });

  it('is done with a NodeManager that is killed in the middle of it, and the application succeeds', async () => {
    const client = submit('fourth', 15);
    await running(5);
    const going = node(await busiest());
    await membership.drain(yarn.access(going));
    await yarn.kill(going);
    await done('its death is noticed', () => membership.drain(yarn.access(going)));
    await succeeded('fourth', client);
    await done('nothing of the drain is left', () => membership.undrain(yarn.access(going)));
    await yarn.start(going, true);
    await done('it has settled', () => membership.settle(yarn.access(going)));
    expect(await membership.restartOrder(anybody(), 'nodemanager')).toEqual([node(1), node(0)]);
    expect(await failing(node(0), 'restart')).toEqual([]);
  });
});
