import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run, type NetworkNamespace } from './harness/network-namespace.js';
import { hostLink as host, LinkProgram, linkOf } from './harness/link-program.js';
import { waitUntil } from './harness/wait-until.js';

let program: LinkProgram;
let pod: NetworkNamespace;
beforeEach(async () => {
  program = await LinkProgram.start();
  pod = await program.namespace();
});
afterEach(async () => program.stop());

const ipInMachine = (...args: readonly string[]) => run('ip', '-n', program.machine.name, ...args);
const ipInPod = (...args: readonly string[]) => run('ip', '-n', pod.name, ...args);

/** The group that links are put into to be deleted together. */
const doomed = String(0x737778);

describe('attach', () => {
  it('makes a pair with addresses, routes and settings as asked, and CHECK finds nothing wrong', async () => {
    const wish = linkOf(pod);
    const { hostMac, index } = await program.links.attach(wish);
    const inside = await program.describe(pod);
    expect(inside.links.find(({ name }) => name === 'eth0')).toMatchObject({
      ...{ kind: 'veth', mac: wish.mac, mtu: 1400, up: true },
    });
    expect(inside.addresses.map(({ address }) => address)).toEqual(
      expect.arrayContaining([...wish.addresses]),
    );
    expect(inside.routes.map(({ to, via }) => [to, via])).toEqual(
      expect.arrayContaining([
        ['0.0.0.0/0', '10.90.0.1'],
        ['::/0', 'fd90::1'],
        ['10.96.0.0/16', undefined],
        ['10.97.0.0/16', '10.90.0.2'],
        ['fd96::/112', undefined],
      ]),
    );
    expect(await pod.exec('ethtool', '-k', 'eth0')).toContain('tx-checksumming: off');
    // Addresses that routers offer would be ones that the switch does not let out.
    expect(await pod.exec('sysctl', '-n', 'net.ipv6.conf.eth0.autoconf')).toBe('0\n');
    const six = () => ipInPod('-6', 'address', 'show', 'dev', 'eth0');
    expect(await six()).toMatch(/fd90::5\/64 scope global nodad/);
    // The kernel calls the link-local one tentative for a moment even where it asks nobody.
    expect(await pod.exec('sysctl', '-n', 'net.ipv6.conf.eth0.accept_dad')).toBe('0\n');
    await waitUntil('no address is tentative', async () => !(await six()).includes('tentative'));
    expect(await program.problems(wish)).toEqual([]);
    const listed = (await program.list()).get(host);
    expect(listed).toMatchObject({ alias: 'statewright c1', kind: 'veth', index });
    // Nothing may come out of the host's end by itself, and no bridge may take its MAC for its own.
    expect(hostMac).toMatch(/^fe:/);
    expect(await ipInMachine('-6', 'address', 'show', 'dev', host)).toBe('');
    expect(await ipInMachine('link', 'show', host)).toContain('NOARP');
  });

  it('asked again finds the pair made and leaves it alone', async () => {
    const first = await program.links.attach(linkOf(pod));
    expect(await program.links.attach(linkOf(pod))).toEqual(first);
  });

  it('asked many times at once makes one pair', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => program.links.attach(linkOf(pod))));
    expect(new Set(all.map(({ index }) => index)).size).toBe(1);
  });

  it.each<[string, (...args: readonly string[]) => Promise<string>, readonly string[]]>([
    ['without its alias', ipInMachine, ['link', 'set', host, 'alias', '']],
    ['that was about to be deleted', ipInMachine, ['link', 'set', host, 'group', doomed]],
    ['without an address', ipInPod, ['address', 'del', '10.90.64.5/16', 'dev', 'eth0']],
    ['that is down', ipInPod, ['link', 'set', 'eth0', 'down']],
    ['without a route', ipInPod, ['route', 'del', '10.96.0.0/16']],
  ])('makes a pair %s anew', async (_what, ip, breaking) => {
    const { index } = await program.links.attach(linkOf(pod));
    await ip(...breaking);
    expect((await program.links.attach(linkOf(pod))).index).not.toBe(index);
    expect(await program.problems(linkOf(pod))).toEqual([]);
  });

  it('makes a pair anew in the namespace that the sandbox has now', async () => {
    await program.links.attach(linkOf(pod));
    const another = await program.namespace();
    await program.links.attach(linkOf(another));
    expect(await program.problems(linkOf(another))).toEqual([]);
    expect((await program.describe(pod)).links.map(({ name }) => name)).toEqual(['lo']);
  });

  it.each([
    ['a bridge', ['link', 'add', host, 'type', 'bridge']],
    ['a pair of somebody else', ['link', 'add', host, 'type', 'veth', 'peer', 'name', 'other']],
  ])('refuses %s that has the name of the host end', async (_what, making) => {
    await ipInMachine(...making);
    await expect(program.links.attach(linkOf(pod))).rejects.toMatchObject({ code: 'LinkOfAnother' });
    expect((await program.list()).has(host)).toBe(true);
  });

  it('refuses a link of the pod that has the name, and leaves nothing behind', async () => {
    await ipInPod('link', 'add', 'eth0', 'type', 'bridge');
    await expect(program.links.attach(linkOf(pod))).rejects.toMatchObject({ code: 'LinkOfAnother' });
    expect((await program.list()).has(host)).toBe(false);
  });

  it('leaves nothing behind when the pod cannot be given what was asked for', async () => {
    const wish = linkOf(pod, { routes: [{ to: '10.96.0.1/8' }] });
    await expect(program.links.attach(wish)).rejects.toMatchObject({ code: 'LinkRefused' });
    expect((await program.list()).has(host)).toBe(false);
  });

  it.each(['a namespace that is gone', 'a file that is no namespace'])('says so of %s', async (what) => {
    const netns = what.includes('file') ? '/etc/hostname' : '/run/netns/swt-gone';
    const wish = { ...linkOf(pod), netns };
    await expect(program.links.attach(wish)).rejects.toMatchObject({ code: 'LinkGone' });
    await expect(program.links.check(wish)).rejects.toMatchObject({ code: 'LinkGone' });
    await expect(program.links.announce({ ...wish, addresses: [] })).rejects.toMatchObject({
      code: 'LinkGone',
    });
  });

  it('after the program was killed while it worked makes whole what it left', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { pid } = program.worker;
      const asked = program.links.attach(linkOf(pod)).catch(() => undefined);
      // The killing moves through the making, of which the link in the pod is the beginning.
      if (round > 0)
        await waitUntil('there is something', async () => (await veths()) !== '', { everyMs: 0 });
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      await asked;
      await waitUntil(
        'another one runs',
        () => program.worker.pid !== pid && program.worker.trouble === undefined,
      );
      await program.links.attach(linkOf(pod));
      expect(await program.problems(linkOf(pod))).toEqual([]);
      expect(await program.links.detach(host)).toBe(true);
    }

    async function veths(): Promise<string> {
      return ipInMachine('link', 'show', 'type', 'veth');
    }
  });
});

describe('detach and purge', () => {
  it('delete what is ours, whole or half made, and nothing else', async () => {
    const names = ['sw1', 'sw2', 'sw3'] as const;
    const pods = await Promise.all(names.map(() => program.namespace()));
    for (const [at, name] of names.entries()) {
      await program.links.attach(linkOf(pods[at] ?? pod, { host: name }));
    }
    await ipInMachine('link', 'set', 'sw2', 'alias', '');
    expect((await program.list()).get('sw2')?.alias).toMatch(/^statewright /);
    await ipInMachine('link', 'add', 'other', 'alias', 'mine', 'type', 'bridge');
    expect(await program.links.detach('other')).toBe(false);
    expect(await program.links.detach('missing')).toBe(false);
    expect(await program.links.detach('sw1')).toBe(true);
    await program.links.purge(['sw1', 'sw2', 'other', 'sw3']);
    expect([...(await program.list()).keys()]).toEqual(['lo', 'other']);
  });
});

describe('purge', () => {
  it('deletes hundreds by few requests', async () => {
    const wishes = Array.from({ length: 250 }, (_, index) =>
      linkOf(pod, { host: `sw${index}`, ifname: `eth${index}`, addresses: [], gateways: [], routes: [] }),
    );
    await Promise.all(wishes.map((wish) => program.links.attach(wish)));
    await program.links.purge(wishes.slice(1).map((wish) => wish.host));
    expect([...(await program.list()).keys()]).toEqual(['lo', 'sw0']);
  });

  it('spares a link of somebody else in the group of what is deleted', async () => {
    await program.links.attach(linkOf(pod));
    await ipInMachine('link', 'add', 'other', 'group', doomed, 'type', 'bridge');
    await program.links.purge([host, 'other']);
    expect([...(await program.list()).keys()]).toEqual(['lo', 'other']);
  });
});

describe('check', () => {
  it('names all that is missing', async () => {
    await program.links.attach(linkOf(pod));
    await ipInPod('link', 'set', 'eth0', 'address', '0a:58:00:00:00:01');
    await ipInPod('address', 'flush', 'dev', 'eth0', 'to', '10.90.64.5');
    expect((await program.problems(linkOf(pod))).join()).toMatch(/MAC 0a:58:00:00:00:01.*10\.90\.64\.5\/16/);
    await program.links.detach(host);
    expect(await program.problems(linkOf(pod))).toEqual(['eth0 does not exist']);
  });
});
