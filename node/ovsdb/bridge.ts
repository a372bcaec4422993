import { expectNamed, type Operation } from './operations.js';
import { bridgePorts } from './port-facts.js';
import type { Replica } from './replica.js';
import { namedUuid, set, uuid } from './values.js';

export interface BridgeWish {
  readonly name: string;
  /** `system` for the kernel's datapath, `netdev` for the userspace one. */
  readonly datapath: 'system' | 'netdev';
  /** The port into the company's network, if this bridge has one. */
  readonly uplink?: Uplink | undefined;
}

export interface Uplink {
  readonly name: string;
  /** `system`, `dpdk`, `afxdp`, `patch` …: types of ovs-vswitchd.conf.db(5). */
  readonly type: string;
  readonly options: Readonly<Record<string, string>>;
  /** The kernel link on which duplicate addresses are asked for; a port of the userspace alone has none. */
  readonly probe?: string | undefined;
}

/**
 * What is still to be done so that the bridge is as wished; nothing when it is. Ports that others put into it stay.
 *
 * | There is                                    | Then                                            |
 * | ------------------------------------------- | ----------------------------------------------- |
 * | no bridge of this name                      | made, with its own port and the uplink          |
 * | a database without even a root              | that as well                                    |
 * | a bridge with other datapath or fail mode   | both are set; the switch makes it anew          |
 * | an uplink port of another type              | its type is set                                 |
 * | no uplink port                              | it is put in                                    |
 */
export function ensureBridge(replica: Replica, wish: BridgeWish): readonly Operation[] {
  const found = [...replica.table('Bridge')].find(([, row]) => row.name === wish.name);
  if (found === undefined) return makeBridge(wish, replica.table('Open_vSwitch').size > 0);
  const [id, row] = found;
  const operations: Operation[] = [];
  // An empty type means `system` to the switch.
  const datapath = row.datapath_type === '' ? 'system' : row.datapath_type;
  if (datapath !== wish.datapath || row.fail_mode !== 'secure') {
    operations.push({
      op: 'update',
      table: 'Bridge',
      where: [['_uuid', '==', uuid(id)]],
      row: { datapath_type: wish.datapath, fail_mode: 'secure' },
    });
  }
  operations.push(...ensureUplink(replica, wish));
  return operations.length === 0 ? [] : [expectNamed('Bridge', wish.name, 'present'), ...operations];
}

function ensureUplink(replica: Replica, { name, uplink }: BridgeWish): readonly Operation[] {
  if (uplink === undefined) return [];
  const present = bridgePorts(replica, name).find((port) => port.name === uplink.name);
  if (present === undefined) {
    const mutations = [['ports', 'insert', namedUuid('uplink_port')]] as const;
    return [
      expectNamed('Port', uplink.name, 'absent'),
      ...uplinkRows(uplink),
      { op: 'mutate', table: 'Bridge', where: [['name', '==', name]], mutations },
    ];
  }
  if (sameType(present.type, uplink.type)) return [];
  const where = [['_uuid', '==', uuid(present.interfaceId)]] as const;
  return [{ op: 'update', table: 'Interface', where, row: { type: uplink.type } }];
}

function sameType(one: string, other: string): boolean {
  return (one === '' ? 'system' : one) === (other === '' ? 'system' : other);
}

function uplinkRows(uplink: Uplink): readonly Operation[] {
  return [
    {
      op: 'insert',
      table: 'Interface',
      'uuid-name': 'uplink_interface',
      row: { name: uplink.name, type: uplink.type, options: ['map', Object.entries(uplink.options)] },
    },
    {
      op: 'insert',
      table: 'Port',
      'uuid-name': 'uplink_port',
      row: { name: uplink.name, interfaces: namedUuid('uplink_interface') },
    },
  ];
}

/**
 * A database that was only just made has no row in its root table, to which a bridge could belong; the tools that come with
 * the switch put it there with their first command. The table takes no more than one.
 */
function makeBridge(wish: BridgeWish, hasRoot: boolean): readonly Operation[] {
  const { name, datapath, uplink } = wish;
  const ports = [namedUuid('bridge_port'), ...(uplink === undefined ? [] : [namedUuid('uplink_port')])];
  return [
    expectNamed('Bridge', name, 'absent'),
    { op: 'insert', table: 'Interface', 'uuid-name': 'bridge_interface', row: { name, type: 'internal' } },
    {
      op: 'insert',
      table: 'Port',
      'uuid-name': 'bridge_port',
      row: { name, interfaces: namedUuid('bridge_interface') },
    },
    ...(uplink === undefined ? [] : uplinkRows(uplink)),
    {
      op: 'insert',
      table: 'Bridge',
      'uuid-name': 'bridge',
      row: { name, datapath_type: datapath, fail_mode: 'secure', ports: set(ports) },
    },
    hasRoot
      ? {
          op: 'mutate',
          table: 'Open_vSwitch',
          where: [],
          mutations: [['bridges', 'insert', namedUuid('bridge')]],
        }
      : { op: 'insert', table: 'Open_vSwitch', row: { bridges: set([namedUuid('bridge')]) } },
  ];
}
