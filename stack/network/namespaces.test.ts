import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../settings.js';
import { networkBatches, type Batch } from './namespaces.js';
import { planNetwork } from './plan.js';

const settings = readSettings({ STATEWRIGHT_MACHINES: '3' }, '/project');
const plan = planNetwork(settings);
const owner = '/project/.statewright';
const batches = networkBatches(plan, settings, owner);
const places = [undefined, 'sw-cp', 'sw-outside', 'sw-tvs', 'sw-dns', 'sw-m1', 'sw-m2', 'sw-m3'] as const;

function linesIn(namespace: string | undefined): readonly string[] {
  return batches.filter((batch) => batch.namespace === namespace).flatMap(({ lines }) => lines);
}

describe('networkBatches', () => {
  it('makes each namespace before anything is put into it', () => {
    const made = new Set<string>();
    for (const { namespace, lines } of batches) {
      if (namespace !== undefined) expect(made).toContain(namespace);
      for (const line of lines) {
        const [, name] = /^netns add (\S+)$/.exec(line) ?? [];
        if (name !== undefined) made.add(name);
        for (const [, used = ''] of line.matchAll(/ netns (\S+)/g)) expect(made).toContain(used);
      }
    }
    expect([...made]).toEqual([
      'sw-lan',
      'sw-cp',
      'sw-outside',
      'sw-tvs',
      'sw-dns',
      'sw-m1',
      'sw-m2',
      'sw-m3',
    ]);
  });

  it('plugs the far end of every cable into the switch', () => {
    const cables = linesIn(undefined).flatMap((line) => [...line.matchAll(/peer name (\S+) netns sw-lan$/g)]);
    const ports = cables.map(([, port = '']) => port);
    expect(ports).toEqual([
      'cp',
      'outside',
      'tvs',
      'dns',
      'm1',
      'm1-pods',
      'm2',
      'm2-pods',
      'm3',
      'm3-pods',
      'host',
    ]);
    const inLan = linesIn('sw-lan');
    for (const port of ports) {
      expect(inLan).toContain(`link set ${port} master lan0`);
      expect(inLan).toContain(`link set ${port} up`);
    }
  });

  it('routes nothing: pods are on the LAN, and Services are asked for there', () => {
    for (const place of places) {
      const routes = linesIn(place).filter((line) => line.startsWith('route '));
      expect(routes).toEqual([
        expect.stringMatching(/^route add 10\.96\.0\.0\/16 dev (eth0|sw-host)$/),
        expect.stringMatching(/^route add fd5a:96::\/112 dev (eth0|sw-host)$/),
      ]);
    }
  });

  it('touches no interface of the root namespace but its own, and writes on it whose it is', () => {
    const changed = linesIn(undefined).filter((line) => /^(link set|address add) /.test(line));
    expect(changed.filter((line) => !line.includes('sw-host'))).toEqual([]);
    expect(changed).toContain(`link set sw-host alias ${owner}`);
  });

  it.skipIf(process.getuid?.() !== 0)('is a network in which everybody reaches everybody', () => {
    const hosts = [plan.outside, plan.balancer, plan.nameServer, ...plan.machines];
    const addresses = [
      ...[plan.host, plan.controlPlane, ...hosts.map(({ address }) => address)],
      ...[plan.hostIpv6, plan.controlPlaneIpv6, ...hosts.map(({ ipv6 }) => ipv6)],
    ];
    const answers = inPrivateNetwork(
      batches,
      places.flatMap((place) => addresses.map((address) => inside(place, knock(address)))),
    );
    expect(answers).toEqual(Array(places.length * addresses.length).fill('ECONNREFUSED'));
  });
});

/**
 * Runs the batches and then the commands in a network and a mount namespace that end with this call, so that neither
 * the machine's interfaces nor its named namespaces are touched. Returns what the commands printed, by line.
 */
function inPrivateNetwork(network: readonly Batch[], commands: readonly string[]): readonly string[] {
  const script = [
    'set -eu',
    'mkdir -p /run/netns',
    'mount -t tmpfs tmpfs /run/netns',
    'ip link set lo up',
    ...network.flatMap(({ namespace, lines }) => [
      `ip ${namespace === undefined ? '' : `-n ${namespace} `}-batch - <<'END'`,
      ...lines,
      'END',
    ]),
    ...commands,
  ].join('\n');
  const output = execFileSync('unshare', ['--net', '--mount', 'sh', '-s'], {
    input: script,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return output.trimEnd().split('\n');
}

function inside(namespace: string | undefined, command: string): string {
  return namespace === undefined ? command : `nsenter --net=/run/netns/${namespace} ${command}`;
}

/** Who is reached and does not listen refuses; who is not reached is silent. */
function knock(address: string): string {
  return `bash -c ${quoted(
    `reply=$(LC_ALL=C timeout 5 bash -c 'echo > /dev/tcp/${address}/9' 2>&1 || true); ` +
      `case $reply in *refused*) echo ECONNREFUSED ;; *) echo "${address}: $reply" ;; esac`,
  )}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
