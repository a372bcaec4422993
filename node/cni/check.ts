import { hostLinkName, podPorts } from '../ovsdb/port-facts.js';
import { CniError, cniCodes } from './cni-error.js';
import { uplinkMtu, type MachineNetwork } from './machine-network.js';
import type { AttachRequest } from './request.js';
import { allRoutes, planLink } from './result.js';

/** CHECK: compares the pod's link and port with what the API server says they must be. @throws CniError naming every difference */
export async function check(network: MachineNetwork, request: AttachRequest): Promise<void> {
  const { database, bridge, links } = network;
  const host = hostLinkName(request.containerId, request.ifname);
  const { pod, addresses, pool } = await network.pods.read(request.namespace, request.pod, request.podUid);
  const plan = planLink(addresses, pool, uplinkMtu(network));
  const port = podPorts(database.view(), bridge).find(({ name }) => name === host);
  const { netns, ifname } = request;
  const { mac } = plan;
  const inPod = await links.check({ netns, ifname, mac, addresses: plan.addresses, routes: allRoutes(plan) });
  const problems = [
    ...(port === undefined ? [`bridge ${bridge} has no port ${host}`] : portProblems(port)),
    ...inPod,
  ];
  if (problems.length > 0) {
    const sentence = `The network of ${request.namespace}/${request.pod} is not as it was made.`;
    throw new CniError(cniCodes.notAsMade, sentence, problems.join('; '));
  }

  function portProblems(one: NonNullable<typeof port>): readonly string[] {
    return [
      ...(one.ofport === undefined
        ? [`port ${host} does not work: ${one.error ?? 'the switch has not made it'}`]
        : []),
      ...(one.tag === plan.vlan ? [] : [`port ${host} is in VLAN ${one.tag}, not ${plan.vlan}`]),
      ...(one.owner.podUid === pod.metadata.uid ? [] : [`port ${host} is of another pod`]),
      ...(one.addresses.join() === addresses.join()
        ? []
        : [`port ${host} lets through ${one.addresses.join()}`]),
    ];
  }
}
