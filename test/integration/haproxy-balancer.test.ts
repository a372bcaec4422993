import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HaproxyBalancer, HaproxyHost, runLocally } from '../../activities/haproxy/index.js';
import { vipId } from '../../api/balancer/index.js';
import { contractOwners, holdsTheContract } from '../harness/balancer-contract.js';
import { ServerProcess } from './harness/child.js';
import { member, memberAddresses, vip, VipWorld } from './harness/vip-world.js';
import { waitUntil } from './harness/wait-until.js';

const base =
  'global\n  maxconn 200\ndefaults\n  mode http\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\n';

/** A user's HAProxy files, and how ours is told. */
async function files(
  reload: readonly string[],
): Promise<{ readonly directory: string; readonly host: HaproxyHost }> {
  const directory = await mkdtemp(join(tmpdir(), 'hap-'));
  const baseFile = join(directory, 'haproxy.cfg');
  await writeFile(baseFile, base);
  return { directory, host: new HaproxyHost({ run: runLocally, directory, baseFile, reload }) };
}

holdsTheContract('a plain HAProxy', async () => {
  const { directory, host } = await files(['true']);
  return {
    ours: new HaproxyBalancer(host, contractOwners.ours),
    others: new HaproxyBalancer(host, contractOwners.others),
    stop: () => rm(directory, { recursive: true, force: true }),
  };
});

describe('The files of a plain HAProxy', () => {
  const owner = contractOwners.ours;
  const put = (balancer: HaproxyBalancer, address: string, port = 9200) =>
    balancer.put(
      vipId(owner, address),
      vip(address, [], { listeners: [{ protocol: 'TCP', port, members: [member(memberAddresses[0])] }] }),
      { kind: 'absent' },
    );

  it('lose no change when several processes write at once', async () => {
    const { directory, host } = await files(['true']);
    const writers = Array.from({ length: 4 }, () => new HaproxyBalancer(host, owner));
    await Promise.all(writers.map((writer, index) => put(writer, `10.96.0.${index}`)));
    expect((await host.read()).records.vips).toHaveLength(4);
    await rm(directory, { recursive: true });
  });

  it('are told to HAProxy by whoever comes next when a reload failed', async () => {
    const { directory } = await files([]);
    const told = join(directory, 'told');
    const options = { run: runLocally, directory, baseFile: join(directory, 'haproxy.cfg') };
    const failing = new HaproxyBalancer(new HaproxyHost({ ...options, reload: ['false'] }), owner);
    await expect(put(failing, '10.96.0.1')).rejects.toMatchObject({ code: 'BalancerUnavailable' });
    const next = new HaproxyHost({ ...options, reload: ['touch', told] });
    expect((await next.read()).records.vips).toHaveLength(1);
    await expect(readFile(told)).resolves.toBeDefined();
    await rm(directory, { recursive: true });
  });

  it('are not touched when they are not understood', async () => {
    const { directory, host } = await files(['true']);
    await writeFile(join(directory, 'statewright.json'), '{"revision": 1');
    await expect(put(new HaproxyBalancer(host, owner), '10.96.0.1')).rejects.toMatchObject({
      code: 'BalancerUnavailable',
    });
    expect(await readFile(join(directory, 'statewright.json'), 'utf8')).toBe('{"revision": 1');
    await rm(directory, { recursive: true });
  });

  it('refuse UDP, which HAProxy does not forward', async () => {
    const { directory, host } = await files(['true']);
    const wanted = vip('10.96.0.1', [], { listeners: [{ protocol: 'UDP', port: 53, members: [] }] });
    await expect(
      new HaproxyBalancer(host, owner).put(vipId(owner, wanted.address), wanted, { kind: 'absent' }),
    ).rejects.toMatchObject({ code: 'BalancerRefused' });
    await rm(directory, { recursive: true });
  });
});

describe('A plain HAProxy to which the network of ClusterIPs is routed', () => {
  let world: VipWorld;
  let server: ServerProcess;
  let balancer: HaproxyBalancer;
  let directory: string;

  beforeAll(async () => {
    world = await VipWorld.make();
    await world.balancer.exec('ip', 'route', 'add', 'local', '10.96.0.0/16', 'dev', 'lo');
    const master = 'master.sock';
    const made = await files([]);
    ({ directory } = made);
    const baseFile = join(directory, 'haproxy.cfg');
    const ours = join(directory, 'statewright.cfg');
    const reload = ['sh', '-c', `echo reload | socat - UNIX-CONNECT:${join(directory, master)}`];
    const host = new HaproxyHost({ run: runLocally, directory, baseFile, reload });
    await writeFile(ours, '');
    await writeFile(join(directory, 'statewright.loaded'), 'nothing');
    const command = ['netns', 'exec', world.balancer.name, 'haproxy', '-W', '-f', baseFile, '-f', ours];
    const args = [...command, '-S', join(directory, master)];
    server = ServerProcess.start('ip', 'ip', args, join(directory, 'haproxy.log'));
    balancer = new HaproxyBalancer(host, contractOwners.ours);
    await server.ready(async () => (await balancer.get('none')) === undefined);
  });
  afterAll(async () => {
    await server.stop();
    await world.remove();
    await rm(directory, { recursive: true, force: true });
  });

  it('serves a VIP, and a change of its members keeps open connections', async () => {
    const [one, two] = memberAddresses;
    const address = '10.96.0.10';
    const id = vipId(contractOwners.ours, address);
    const first = await balancer.put(id, vip(address, [member(one)]), { kind: 'absent' });
    await waitUntil('it answers', async () => (await world.client.connect(address, 9200)).member === one);
    const open = await world.client.connect(address, 9200);
    const { version } = first;
    await balancer.put(id, vip(address, [member(two)]), { kind: 'version', version });
    await waitUntil(
      'the other answers',
      async () => (await world.client.connect(address, 9200)).member === two,
    );
    expect(await world.client.talks(open)).toBe(true);
  });
});
