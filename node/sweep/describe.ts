import type { DescribedPort, MachineDescription } from '../../activities/machine/contract.js';
import { bridgePorts, ownerMark, podPorts, type PodPort } from '../ovsdb/port-facts.js';
import type { BridgeWish } from '../ovsdb/bridge.js';
import { attachmentsOf, readLists, surveyOf, type SweptMachine } from './survey.js';

/** Of a history's size; no machine has more pods. */
const MOST_PORTS = 1_000;

/** The machine as it is now. @throws StatewrightError OvsUnavailable */
export async function describeMachine(
  machine: SweptMachine,
  wish: BridgeWish,
  trouble: string | undefined,
): Promise<MachineDescription> {
  const { network } = machine;
  const reading = await readLists(machine);
  const view = network.database.view();
  const [version] = view.table('Open_vSwitch').values();
  const bridge = [...view.table('Bridge').values()].find(({ name }) => name === network.bridge);
  const classes = new Map(
    reading.complete ? attachmentsOf(machine, reading.lists).map((one) => [one.name, one.class]) : [],
  );
  const ports = podPorts(view, network.bridge);
  const uplink = bridgePorts(view, network.bridge).find(
    (port) => port.name === wish.uplink?.name && port.externalIds[ownerMark] === undefined,
  );
  return {
    machine: machine.machine,
    bridge: network.bridge,
    datapath: bridge === undefined ? 'the bridge is missing' : bridge.datapath_type || 'system',
    switchVersion: version?.ovs_version ?? 'unknown',
    ...(uplink && { uplink: { name: uplink.name, type: uplink.type || 'system' } }),
    ...(trouble !== undefined && { trouble }),
    ports: ports.slice(0, MOST_PORTS).map((port) => described(port, classes.get(port.name) ?? 'unknown')),
    morePorts: Math.max(0, ports.length - MOST_PORTS),
    survey: surveyOf(machine, reading),
  };
}

function described(port: PodPort, of: DescribedPort['class']): DescribedPort {
  return {
    name: port.name,
    pod: `${port.owner.namespace}/${port.owner.pod}`,
    addresses: port.addresses,
    mac: port.mac ?? '',
    vlan: port.tag,
    ...(port.ofport !== undefined && { ofport: port.ofport }),
    ...(port.error !== undefined && { error: port.error }),
    class: of,
  };
}
