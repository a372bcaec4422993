import { containerOf } from '../links/protocol.js';
import { hostLinkName, podPorts } from '../ovsdb/port-facts.js';
import type { MachineNetwork } from './machine-network.js';
import { removePort, unwanted } from './remove.js';
import type { Attachment } from './request.js';

/**
 * GC: takes away every port and link of ours that the runtime does not name. The runtime's list is older than the
 * request, so what is being added, or was a moment ago, stays.
 */
export async function collect(network: MachineNetwork, valid: readonly Attachment[]): Promise<void> {
  const { links, database, bridge, turns, additions } = network;
  const isRecent = (name: string): boolean => additions.has(name) || turns.busy(`port ${name}`);
  // The links first: one that is attached between the two readings is then in the second only, and stays.
  const hostLinks = await links.list();
  const leftPorts = unwanted(podPorts(database.view(), bridge), valid, isRecent);
  const wanted = new Set(valid.map(({ containerId, ifname }) => hostLinkName(containerId, ifname)));
  const leftLinks = hostLinks.filter(
    ({ name, alias }) => containerOf(alias) !== undefined && !wanted.has(name) && !isRecent(name),
  );
  const names = new Set([...leftPorts, ...leftLinks].map(({ name }) => name));
  for (const name of names) {
    await turns.take(`port ${name}`, async () => {
      // It may have been added while this one waited for its turn.
      if (additions.has(name)) return;
      await removePort(network, (port) => port.name === name);
      await links.detach(name);
    });
  }
}
