// Speaks the link worker's protocol by means of the command ip, so that the agent can be tested by itself.
import { execFile } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = async (program, ...args) => (await promisify(execFile)(program, args)).stdout;
const ip = (...args) => run('ip', ...args);
const namespaceOf = (path) => path.replace('/var/run/netns/', '').replace('/run/netns/', '');
const hostLinks = async () =>
  JSON.parse(await ip('-j', 'link', 'show')).map(({ ifname, ifindex, address, ifalias }) => ({
    name: ifname,
    index: ifindex,
    mac: address,
    alias: ifalias ?? '',
  }));
const fail = (code, message) => Object.assign(new Error(message), { code });

const operations = {
  async attach({ netns, ifname, host, alias, mac, mtu, addresses, gateways, routes }) {
    const ns = namespaceOf(netns);
    const known = (await ip('netns', 'list')).split('\n').map((line) => line.split(' ')[0]);
    if (!known.includes(ns)) throw fail('no-netns', `${netns} does not exist`);
    const there = (await hostLinks()).find(({ name }) => name === host);
    if (there !== undefined && there.alias !== alias) throw fail('exists-foreign', `${host} is not ours`);
    if (there === undefined) {
      await ip(
        'link',
        'add',
        host,
        'mtu',
        String(mtu),
        'type',
        'veth',
        'peer',
        'name',
        ifname,
        'mtu',
        String(mtu),
        'netns',
        ns,
      );
      await ip('link', 'set', host, 'alias', alias, 'up');
      await ip('-n', ns, 'link', 'set', ifname, 'address', mac, 'up');
      await run('ip', 'netns', 'exec', ns, 'ethtool', '-K', ifname, 'tx', 'off');
      for (const address of addresses) {
        await ip(
          '-n',
          ns,
          'address',
          'add',
          address,
          'dev',
          ifname,
          ...(address.includes(':') ? ['nodad'] : []),
        );
      }
      for (const via of gateways) await ip('-n', ns, 'route', 'add', 'default', 'via', via, 'dev', ifname);
      for (const { to, via } of routes) {
        await ip('-n', ns, 'route', 'add', to, ...(via === undefined ? [] : ['via', via]), 'dev', ifname);
      }
    }
    const { mac: hostMac, index } = (await hostLinks()).find(({ name }) => name === host);
    return { hostMac, index };
  },
  async detach({ host }) {
    const there = (await hostLinks()).find(
      ({ name, alias }) => name === host && alias.startsWith('statewright '),
    );
    if (there !== undefined) await ip('link', 'delete', host);
    return { removed: there !== undefined };
  },
  async check({ netns, ifname, mac, addresses }) {
    const [link] = JSON.parse(await ip('-n', namespaceOf(netns), '-j', 'address', 'show', 'dev', ifname));
    const has = link.addr_info.map(({ local, prefixlen }) => `${local}/${prefixlen}`);
    return {
      problems: [
        ...(link.address === mac ? [] : [`${ifname} has MAC ${link.address}`]),
        ...addresses.filter((address) => !has.includes(address)).map((address) => `${address} is missing`),
      ],
    };
  },
  announce: async () => ({}),
  list: async () => ({ links: await hostLinks() }),
  async purge({ hosts }) {
    for (const host of hosts) await operations.detach({ host });
    return {};
  },
};

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  void operations[request.op](request).then(
    (result) => say({ id: request.id, ok: true, result }),
    (error) =>
      say({
        id: request.id,
        ok: false,
        error: { code: typeof error.code === 'string' ? error.code : 'failed', message: error.message },
      }),
  );
}
