import { StatewrightError } from '../../api/errors/index.js';
import { aliasOf } from '../links/protocol.js';
import { hostLinkName, podPorts, type PodPort } from '../ovsdb/port-facts.js';
import { addPort, type PortWish } from '../ovsdb/port-transactions.js';
import { uplinkMtu, type MachineNetwork } from './machine-network.js';
import { readRates } from './rates.js';
import type { AttachRequest, CniVersion } from './request.js';
import { cniResult, planLink, type LinkPlan } from './result.js';

const PORT_MS = 5_000;
const PROBE_MS = 30;
/** Another change may come in between; more often than this it is no accident. */
const ATTEMPTS = 5;

/**
 * Makes the pod's link, its port and its flows, or finds them made, and says what they are. One pod name at a time: a newer
 * sandbox takes the place of an older one, whose port goes in the same transaction that makes the new one.
 */
export async function add(
  network: MachineNetwork,
  version: CniVersion,
  request: AttachRequest,
): Promise<Readonly<Record<string, unknown>>> {
  const { turns, additions } = network;
  const host = hostLinkName(request.containerId, request.ifname);
  return additions.note(host, () =>
    turns.take(`pod ${request.namespace}/${request.pod}`, () =>
      turns.take(`port ${host}`, () => addInTurn(network, version, request, host)),
    ),
  );
}

async function addInTurn(
  network: MachineNetwork,
  version: CniVersion,
  request: AttachRequest,
  host: string,
): Promise<Readonly<Record<string, unknown>>> {
  const { database, links, flows, bridge } = network;
  // Early, before anything is made: without the switch nothing can be finished.
  database.view();
  const { pod, addresses, pool } = await network.pods.read(request.namespace, request.pod, request.podUid);
  const plan = planLink(addresses, pool, uplinkMtu(network));
  const { netns, ifname, containerId } = request;
  // Asked for an address that is in use here, by this sandbox or an older one of the pod, the pod itself would answer.
  const here = podPorts(database.view(), bridge).some(
    ({ owner }) => owner.namespace === request.namespace && owner.pod === request.pod,
  );
  // Open vSwitch leaves a bridge's own link down, and makes it anew when it is restarted.
  if (!here && network.probeLink === bridge) await links.raise(bridge);
  const { hostMac } = await links.attach({
    netns,
    ifname,
    host,
    alias: aliasOf(containerId),
    mac: plan.mac,
    mtu: plan.mtu,
    addresses: plan.addresses,
    gateways: plan.gateways,
    routes: plan.routes,
    ...(!here && probe(network, plan, addresses, pool.spec.duplicateDetection?.milliseconds ?? PROBE_MS)),
  });
  const wish: PortWish = {
    name: host,
    owner: {
      containerId,
      ifname,
      netns,
      namespace: request.namespace,
      pod: request.pod,
      podUid: pod.metadata.uid,
    },
    tag: plan.vlan,
    mac: plan.mac,
    addresses,
    rates: readRates(pod.metadata.annotations),
    mtu: plan.mtu,
  };
  const replaced = await makePort(network, wish);
  const port = await madePort(network, host);
  await flows.set(port);
  // The pod works without it, and nobody waits for it: it is on its way long before the pod's first program is.
  void links.announce({ netns, ifname, addresses }).catch((error: unknown) => {
    network.onLeftover(`the addresses of ${request.namespace}/${request.pod} were not announced`, error);
  });
  await removeReplaced(network, replaced);
  return cniResult(version, plan, { host, hostMac, ifname, netns });
}

function probe(
  { probeLink }: MachineNetwork,
  plan: LinkPlan,
  addresses: readonly string[],
  milliseconds: number,
): object {
  if (probeLink === undefined || milliseconds === 0) return {};
  return { probe: { link: probeLink, vlan: plan.vlan, addresses, milliseconds } };
}

/** Returns the ports that the new one took the place of. */
async function makePort({ database, bridge }: MachineNetwork, wish: PortWish): Promise<readonly PodPort[]> {
  for (let attempt = 1; ; attempt += 1) {
    const before = podPorts(database.view(), bridge);
    try {
      await database.transact(addPort(bridge, wish, before));
    } catch (error) {
      const again = error instanceof StatewrightError && error.code === 'OvsConflict' && attempt < ATTEMPTS;
      if (again) continue;
      throw error;
    }
    const after = new Set(podPorts(database.view(), bridge).map(({ name }) => name));
    return before.filter(({ name }) => !after.has(name));
  }
}

/** Waits until the switch has the port. */
async function madePort({ database, bridge }: MachineNetwork, name: string): Promise<PodPort> {
  return database.until(
    `port ${name}`,
    (replica) => {
      const port = podPorts(replica, bridge).find((one) => one.name === name);
      if (port?.error !== undefined) throw new StatewrightError('OvsRefused', { reason: port.error });
      return port?.ofport === undefined ? undefined : port;
    },
    PORT_MS,
  );
}

/** The new pod works without this: what does not succeed is left to the sweep. */
async function removeReplaced(network: MachineNetwork, ports: readonly PodPort[]): Promise<void> {
  if (ports.length === 0) return;
  try {
    await network.flows.remove(ports);
    for (const { name } of ports) await network.links.detach(name);
  } catch (error) {
    network.onLeftover('an older sandbox of the pod left something behind', error);
  }
}
