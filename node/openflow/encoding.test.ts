import { describe, expect, it } from 'vitest';
import { bundleAdd, bundleControl } from './bundle.js';
import { encodeFlowMod, type FlowChange } from './flow-mod.js';
import { encodeMatch } from './match.js';
import { encodeMessage, MessageReader, types } from './message.js';
import { encodeMeter, encodeMeterRemoval } from './meter-mod.js';
import { describeRefusal, isMeterThere, readRefusal } from './refusal.js';

const mac = '0a:58:0a:5a:40:05';
const macHex = '0a580a5a4005';

/** As ovs-ofctl 3.1 wrote it when told the same by its words (in the comments): seen by strace. */
function inBundle(id: number, change: FlowChange): string {
  const message = bundleAdd(0, { type: types.flowMod, id, body: encodeFlowMod(change) });
  return encodeMessage(message).toString('hex');
}

/** What ovs-ofctl wrote says so of each message in a bundle: number, bundle 0, atomic and ordered. */
const adding = (length: string, id: string): string => `0522${length}${id}0000000000000003`;
const anything = 'ffffffffffffffffffffffff00000000';

describe('a change of flows is written as ovs-ofctl writes it', () => {
  it('when it adds a flow for ARP that passes a meter', () => {
    // cookie=0x1,table=0,priority=200,in_port=3,vlan_tci=0,dl_src=…,arp,arp_sha=…,arp_spa=0.0.0.0,arp_tpa=10.90.64.5,
    // arp_op=1,actions=meter:7,goto_table:1
    const match = {
      inPort: 3,
      untagged: true,
      ethSource: mac,
      ethType: 0x0806,
      arpSenderMac: mac,
      arpSender: '0.0.0.0',
      arpTarget: '10.90.64.5',
      arpOperation: 1,
    } as const;
    const flow = { table: 0, priority: 200, match, meter: 7, then: { table: 1 } };
    expect(inBundle(7, { kind: 'add', cookie: 1n, flow })).toBe(
      `${adding('0098', '00000007')}050e008800000007` +
        `00000000000000010000000000000000` +
        `00000000000000c8${anything}` +
        `00010042` +
        `8000000400000003` +
        `80000806${macHex}` +
        `80000a020806` +
        `80000c020000` +
        `80002a020001` +
        `80002c0400000000` +
        `80002e040a5a4005` +
        `80003006${macHex}` +
        `000000000000` +
        `0006000800000007` +
        `0001000801000000`,
    );
  });

  it('when it adds a flow for neighbour discovery', () => {
    // cookie=0x2,table=0,priority=240,in_port=3,icmp6,icmp_type=136,actions=drop
    const match = { inPort: 3, ethType: 0x86dd, ipProtocol: 58, icmpv6Type: 136 };
    const flow = { table: 0, priority: 240, match, then: 'drop' } as const;
    expect(inBundle(9, { kind: 'add', cookie: 2n, flow })).toBe(
      `${adding('0060', '00000009')}050e005000000009` +
        `00000000000000020000000000000000` +
        `00000000000000f0${anything}` +
        `0001001c800000040000000380000a0286dd800014013a80003a018800000000`,
    );
  });

  it('when what matches is forwarded through a meter', () => {
    // cookie=0x2,table=1,priority=10,dl_dst=…,actions=meter:7,NORMAL
    const flow = {
      table: 1,
      priority: 10,
      match: { ethDestination: mac },
      meter: 7,
      then: 'forward',
    } as const;
    expect(inBundle(10, { kind: 'add', cookie: 2n, flow })).toBe(
      `${adding('0070', '0000000a')}050e00600000000a` +
        `00000000000000020000000000000000` +
        `010000000000000a${anything}` +
        `0001000e80000606${macHex}0000` +
        `0006000800000007` +
        `0004001800000000` +
        `00000010fffffffa0000000000000000`,
    );
  });

  it('when it removes the flows of a cookie, or all', () => {
    const removal = `ff03000000008000${anything}0001000400000000`;
    expect(inBundle(11, { kind: 'remove', cookie: 5n })).toBe(
      `${adding('0048', '0000000b')}050e00380000000b0000000000000005ffffffffffffffff${removal}`,
    );
    expect(inBundle(6, { kind: 'remove-all' })).toBe(
      `${adding('0048', '00000006')}050e00380000000600000000000000000000000000000000${removal}`,
    );
  });
});

describe('a match', () => {
  it('is written with its fields in the order of their numbers, whatever their order here', () => {
    const fields = { inPort: 3, ethType: 0x86dd, ipv6Source: '::', icmpv6Type: 135, ipProtocol: 58 };
    const reversed = Object.fromEntries(Object.entries(fields).reverse());
    expect(encodeMatch(reversed)).toEqual(encodeMatch(fields));
  });

  it.each([{ ethSource: 'a:b' }, { ipv4Source: 'fd90::5' }, { ipv6Source: '10.0.0.1' }])(
    'refuses %o',
    (match) => {
      expect(() => encodeMatch(match)).toThrow(RangeError);
    },
  );

  it('holds what a neighbour discovery names', () => {
    const match = { ndTarget: 'fd90::5', ndSourceMac: mac, ndTargetMac: mac };
    const target = 'fd900000000000000000000000000005';
    expect(encodeMatch(match).toString('hex')).toContain(
      `80003e10${target}80004006${macHex}80004206${macHex}`,
    );
  });
});

describe('bundles and meters', () => {
  it('are written as ovs-ofctl writes them', () => {
    expect(encodeMessage(bundleControl(12, 0, 'open')).toString('hex')).toBe(
      '052100100000000c0000000000000003',
    );
    expect(encodeMessage(bundleControl(14, 0, 'commit')).toString('hex')).toBe(
      '052100100000000e0000000000040003',
    );
  });

  it('say rate and burst in kilobits', () => {
    const meter = { id: 7, rate: 1000, burst: 100 };
    expect(encodeMeter('add', meter).toString('hex')).toBe(
      '0000000500000007' + '00010010000003e80000006400000000',
    );
    expect(encodeMeterRemoval(7).toString('hex')).toBe('0002000000000007');
  });
});

describe('what arrives', () => {
  it('is cut into messages however it is split', () => {
    const sent = [
      { type: types.echoRequest, id: 1, body: Buffer.from('hello') },
      { type: types.barrierReply, id: 2, body: Buffer.alloc(0) },
    ];
    const octets = Buffer.concat(sent.map(encodeMessage));
    for (let at = 0; at <= octets.length; at += 1) {
      const reader = new MessageReader();
      const read = [...reader.push(octets.subarray(0, at)), ...reader.push(octets.subarray(at))];
      expect(read).toEqual(sent);
    }
  });

  it('tells of an error what and why', () => {
    const refusal = readRefusal(Buffer.from('00040009ffff', 'hex')) ?? { type: 0, code: 0 };
    expect(describeRefusal(refusal)).toBe('a wrong match (a field without what it needs), type 4, code 9');
    expect(describeRefusal({ type: 99, code: 3 })).toBe('an error, type 99, code 3');
    expect(isMeterThere({ type: 12, code: 1 })).toBe(true);
    expect(isMeterThere(refusal)).toBe(false);
    expect(readRefusal(Buffer.from('0004', 'hex'))).toBeUndefined();
  });
});
