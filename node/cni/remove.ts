import { StatewrightError } from '../../api/errors/index.js';
import { hostLinkName, podPorts, type PodPort } from '../ovsdb/port-facts.js';
import { removePorts } from '../ovsdb/port-transactions.js';
import type { MachineNetwork } from './machine-network.js';
import type { Attachment } from './request.js';

const ATTEMPTS = 5;

/**
 * Takes away what ADD made for this very sandbox, and succeeds when there is nothing. It goes by the container id alone,
 * so that a late one never touches the sandbox that lives under the same pod name now. With the switch down the link
 * goes, and the port is left to the sweep: a pod must be able to end.
 */
export async function remove(network: MachineNetwork, { containerId, ifname }: Attachment): Promise<void> {
  const host = hostLinkName(containerId, ifname);
  await network.turns.take(`port ${host}`, async () => {
    const ofSandbox = (port: PodPort): boolean =>
      port.name === host && port.owner.containerId === containerId;
    const left = `the port of ${host} could not be removed now`;
    const ports = (await orLeave(network, left, () => takeOut(network, ofSandbox))) ?? [];
    // Without its port the link is nobody's way into the network; that the kernel takes its time keeps nothing else.
    await Promise.all([
      orLeave(network, `the flows of ${host} could not be removed now`, () => network.flows.remove(ports)),
      network.links.detach(host),
    ]);
  });
}

/** What does not succeed is told of and left to the sweep. */
async function orLeave<T>(
  { onLeftover }: MachineNetwork,
  sentence: string,
  act: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof StatewrightError)) throw error;
    onLeftover(sentence, error);
    return undefined;
  }
}

/** Removes ports and their flows. */
export async function removePort(network: MachineNetwork, which: (port: PodPort) => boolean): Promise<void> {
  // Without its port a flow matches nothing; it must go because the number will be given again.
  await network.flows.remove(await takeOut(network, which));
}

/** Takes ports out of the bridge. Returns those that were there. */
async function takeOut(
  { database, bridge }: MachineNetwork,
  which: (port: PodPort) => boolean,
): Promise<readonly PodPort[]> {
  for (let attempt = 1; ; attempt += 1) {
    const ports = podPorts(database.view(), bridge).filter(which);
    if (ports.length === 0) return [];
    try {
      await database.transact(removePorts(bridge, ports));
      return ports;
    } catch (error) {
      const again = error instanceof StatewrightError && error.code === 'OvsConflict' && attempt < ATTEMPTS;
      if (!again) throw error;
    }
  }
}

/** Which ports are not wanted any more by what the runtime says; what is or was just being added is. */
export function unwanted(
  ports: readonly PodPort[],
  valid: readonly Attachment[],
  isRecent: (name: string) => boolean,
): readonly PodPort[] {
  const wanted = new Set(valid.map(({ containerId, ifname }) => hostLinkName(containerId, ifname)));
  return ports.filter(({ name }) => !wanted.has(name) && !isRecent(name));
}
