import { expectNamed, type Operation } from './operations.js';
import { externalIds, ownerMark, type PodPort, type PortOwner, type PortRates } from './port-facts.js';
import { map, namedUuid, set, uuid } from './values.js';

export interface PortWish {
  readonly name: string;
  readonly owner: PortOwner;
  /** VLAN 1..4094; 0 is untagged. */
  readonly tag: number;
  readonly mac: string;
  readonly addresses: readonly string[];
  readonly rates: PortRates;
  readonly mtu: number;
}

/**
 * One transaction that makes the port, and removes those of older sandboxes of the same pod name. It does nothing when
 * the bridge is gone, when somebody else's port has the name, or when a port to be removed is no longer what was seen.
 *
 * | There is                                  | Then                                   |
 * | ----------------------------------------- | -------------------------------------- |
 * | no port of this name                      | it is made, with its interface         |
 * | ours, of this sandbox                     | its facts are brought up to date       |
 * | others of ours, same pod name             | they leave the bridge (and so vanish)  |
 * | somebody else's of this name              | OvsConflict, nothing done              |
 */
export function addPort(bridge: string, wish: PortWish, ours: readonly PodPort[]): readonly Operation[] {
  const present = ours.find(({ name }) => name === wish.name);
  const older = ours.filter((port) => port.name !== wish.name && samePod(port.owner, wish.owner));
  const made = present === undefined ? makePort(bridge, wish) : updatePort(wish, present);
  return [expectNamed('Bridge', bridge, 'present'), ...made, ...removePorts(bridge, older)];
}

/** Takes the ports out of the bridge: what no bridge holds is no more. Nothing happens if one has changed its owner. */
export function removePorts(bridge: string, ports: readonly PodPort[]): readonly Operation[] {
  if (ports.length === 0) return [];
  const unchanged = ports.map((port) => expectOwner(port, port.owner.containerId));
  return [
    ...unchanged,
    {
      op: 'mutate',
      table: 'Bridge',
      where: [['name', '==', bridge]],
      mutations: [['ports', 'delete', set(ports.map(({ portId }) => uuid(portId)))]],
    },
  ];
}

/** The very row that was seen, still with this sandbox's mark. */
function expectOwner(port: PodPort, containerId: string): Operation {
  return {
    op: 'wait',
    table: 'Port',
    where: [
      ['_uuid', '==', uuid(port.portId)],
      ['external_ids', 'includes', map({ [ownerMark]: containerId })],
    ],
    columns: ['name'],
    until: '==',
    rows: [{ name: port.name }],
    timeout: 0,
  };
}

function samePod(one: PortOwner, other: PortOwner): boolean {
  return one.namespace === other.namespace && one.pod === other.pod && one.ifname === other.ifname;
}

function makePort(bridge: string, wish: PortWish): readonly Operation[] {
  const ids = map(externalIds(wish.owner, wish));
  return [
    expectNamed('Port', wish.name, 'absent'),
    expectNamed('Interface', wish.name, 'absent'),
    {
      op: 'insert',
      table: 'Interface',
      'uuid-name': 'pod_interface',
      row: { name: wish.name, external_ids: ids, mtu_request: wish.mtu },
    },
    {
      op: 'insert',
      table: 'Port',
      'uuid-name': 'pod_port',
      // Access even for VLAN 0: a port without a tag is a trunk, and would see the frames of every VLAN.
      row: {
        name: wish.name,
        interfaces: namedUuid('pod_interface'),
        tag: wish.tag,
        vlan_mode: 'access',
        external_ids: ids,
      },
    },
    {
      op: 'mutate',
      table: 'Bridge',
      where: [['name', '==', bridge]],
      mutations: [['ports', 'insert', namedUuid('pod_port')]],
    },
    { op: 'comment', comment: `statewright: port of ${wish.owner.namespace}/${wish.owner.pod}` },
  ];
}

function updatePort(wish: PortWish, present: PodPort): readonly Operation[] {
  const ids = map(externalIds(wish.owner, wish));
  return [
    expectOwner(present, wish.owner.containerId),
    {
      op: 'update',
      table: 'Port',
      where: [['_uuid', '==', uuid(present.portId)]],
      row: { tag: wish.tag, vlan_mode: 'access', external_ids: ids },
    },
    {
      op: 'update',
      table: 'Interface',
      where: [['_uuid', '==', uuid(present.interfaceId)]],
      row: { external_ids: ids, mtu_request: wish.mtu },
    },
  ];
}
