import { describe, expect, it } from 'vitest';
import type { Operation } from './operations.js';
import { hostLinkName, type PodPort } from './port-facts.js';
import { addPort, removePorts, type PortWish } from './port-transactions.js';
import { uuid } from './values.js';

function wishOf(containerId: string, pod = 'web-0'): PortWish {
  return {
    name: hostLinkName(containerId, 'eth0'),
    owner: { containerId, ifname: 'eth0', netns: '/run/netns/x', namespace: 'shop', pod, podUid: 'u1' },
    tag: 7,
    mac: '0a:58:0a:5a:40:05',
    addresses: ['10.90.64.5'],
    rates: {},
    mtu: 1500,
  };
}

function portOf(containerId: string, pod = 'web-0'): PodPort {
  const { name, owner, mac, addresses, rates, tag } = wishOf(containerId, pod);
  const ids = { portId: `port-${containerId}`, interfaceId: `interface-${containerId}` };
  return { name, owner, mac, addresses, rates, tag, ...ids, ofport: 4, error: undefined };
}

const did = (operations: readonly Operation[]): readonly string[] =>
  operations.map((operation) =>
    operation.op === 'comment' ? 'comment' : `${operation.op} ${operation.table}`,
  );

describe('making a port', () => {
  it('inserts port and interface where there is none of this name, with the VLAN as the only one', () => {
    const operations = addPort('br-pods', wishOf('c1'), []);
    expect(did(operations)).toEqual([
      'wait Bridge',
      'wait Port',
      'wait Interface',
      'insert Interface',
      'insert Port',
      'mutate Bridge',
      'comment',
    ]);
    const port = operations.find((operation) => operation.op === 'insert' && operation.table === 'Port');
    expect(port).toMatchObject({ row: { tag: 7, vlan_mode: 'access' } });
  });

  it('brings its own up to date, if it still is its own', () => {
    const operations = addPort('br-pods', wishOf('c1'), [portOf('c1')]);
    expect(did(operations)).toEqual(['wait Bridge', 'wait Port', 'update Port', 'update Interface']);
  });

  it('takes older sandboxes of the same pod out of the bridge, and no others', () => {
    const operations = addPort('br-pods', wishOf('c2'), [portOf('c1'), portOf('c9', 'web-1')]);
    expect(operations.at(-1)).toMatchObject({
      op: 'mutate',
      mutations: [['ports', 'delete', ['set', [uuid('port-c1')]]]],
    });
  });

  it('leaves untagged pools in VLAN 0: a port without tag would be in all of them', () => {
    const operations = addPort('br-pods', { ...wishOf('c1'), tag: 0 }, []);
    expect(operations.find((one) => one.op === 'insert' && one.table === 'Port')).toMatchObject({
      row: { tag: 0 },
    });
  });
});

describe('removing ports', () => {
  it('has the very row and its mark as precondition', () => {
    const [precondition] = removePorts('br-pods', [portOf('c1')]);
    expect(precondition).toMatchObject({
      op: 'wait',
      timeout: 0,
      where: [
        ['_uuid', '==', uuid('port-c1')],
        ['external_ids', 'includes', ['map', [['statewright-container-id', 'c1']]]],
      ],
      rows: [{ name: hostLinkName('c1', 'eth0') }],
    });
    expect(removePorts('br-pods', [])).toEqual([]);
  });
});
