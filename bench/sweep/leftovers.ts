import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../test/integration/harness/network-namespace.js';
import type { SwitchMachine } from '../../test/integration/harness/switch-machine.js';
import { waitUntil } from '../../test/integration/harness/wait-until.js';
import { externalIds, hostLinkName } from '../../node/ovsdb/port-facts.js';
import { aliasOf } from '../../node/links/protocol.js';

export const LEFTOVERS = 2_000;
const SETTLE_MS = 120_000;

export const bridge = 'br-pods';
export const names: readonly string[] = Array.from({ length: LEFTOVERS }, (_, index) =>
  hostLinkName(`leftover-${index}`, 'eth0'),
);

/** Makes pairs of links with their ports, as pods leave them behind, and waits until the switch has them all. */
export async function makeLeftovers(machine: SwitchMachine): Promise<void> {
  const lines = names.flatMap((name, index) => [
    `link add ${name} type veth peer name peer${index}`,
    `link set ${name} up alias "${aliasOf(`leftover-${index}`)}"`,
  ]);
  await batch(machine, lines);
  const ports = names.flatMap((name, index) => {
    const owner = {
      containerId: `leftover-${index}`,
      ifname: 'eth0',
      netns: '',
      namespace: 'bench',
      pod: `pod-${index}`,
      podUid: `uid-${index}`,
    };
    const ids = externalIds(owner, { mac: '0a:58:0a:00:00:01', addresses: [], rates: {} });
    const settings = Object.entries(ids).map(([key, value]) => `external_ids:${key}="${value}"`);
    return ['--', 'add-port', bridge, name, 'tag=0', ...settings];
  });
  for (let from = 0; from < ports.length; from += 4_000) await machine.vsctl(...whole(ports, from));
  await settled(machine, LEFTOVERS);
}

/** `ip -batch`: one process, one request to the kernel a line. */
export async function batch(machine: SwitchMachine, lines: readonly string[]): Promise<void> {
  const file = join(machine.directory, 'batch');
  await writeFile(file, `${lines.join('\n')}\n`);
  await run('ip', '-n', machine.namespace.name, '-batch', file);
}

/** Returns when the switch itself has so many ports beside its own. */
export async function settled(machine: SwitchMachine, ports: number): Promise<void> {
  const socket = join(machine.runDirectory, 'ovs-vswitchd.ctl');
  await waitUntil(
    `the switch has ${ports} ports`,
    async () => {
      const text = await run('ovs-appctl', '-t', socket, 'dpif/show');
      return (text.match(/^\s+sw[0-9a-f]{13} /gm) ?? []).length === ports;
    },
    { timeoutMs: SETTLE_MS, everyMs: 100 },
  );
}

/** Whole commands only: a line of arguments has a limit. */
function whole(words: readonly string[], from: number): readonly string[] {
  const begin = words.indexOf('--', from === 0 ? 0 : from);
  const end = words.indexOf('--', from + 4_000);
  return words.slice(begin, end < 0 ? undefined : end);
}
