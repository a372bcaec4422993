import { encodeMatch, type Match } from './match.js';
import { u16, u32, u64, u8 } from './octets.js';

/** A rule of the switch: frames of the table that match, unless one of higher priority fits as well. */
export interface Flow {
  readonly table: number;
  readonly priority: number;
  readonly match: Match;
  /** Number of the meter that they pass first; the meter must be there before the flow. */
  readonly meter?: number | undefined;
  readonly then: Then;
}

/** What happens to a frame: nothing more, forwarding as a learning switch does it, or another table decides. */
export type Then = 'drop' | 'forward' | { readonly table: number };

export type FlowChange =
  | { readonly kind: 'add'; readonly cookie: bigint; readonly flow: Flow }
  /** All flows of the cookie, in every table. */
  | { readonly kind: 'remove'; readonly cookie: bigint }
  | { readonly kind: 'remove-all' };

/** The number of the bridge's own port. */
export const LOCAL_PORT = 0xfffffffe;

const NORMAL = 0xfffffffa;
const ANY = 0xffffffff;
const ALL_TABLES = 0xff;
const DEFAULT_PRIORITY = 0x8000;
const EVERY_BIT = 0xffffffffffffffffn;

const commands = { add: 0, remove: 3 } as const;
const instructions = { gotoTable: 1, applyActions: 4, meter: 6 } as const;
const OUTPUT = 0;

/** The body of a flow-mod (OpenFlow 1.4, 7.3.4.1). */
export function encodeFlowMod(change: FlowChange): Buffer {
  switch (change.kind) {
    case 'add': {
      const { table, priority, match } = change.flow;
      const head = { cookie: change.cookie, cookieMask: 0n, table, command: commands.add, priority };
      return Buffer.concat([headOf(head), encodeMatch(match), encodeInstructions(change.flow)]);
    }
    case 'remove':
      return removal(change.cookie, EVERY_BIT);
    case 'remove-all':
      return removal(0n, 0n);
  }
}

function removal(cookie: bigint, cookieMask: bigint): Buffer {
  const head = {
    cookie,
    cookieMask,
    table: ALL_TABLES,
    command: commands.remove,
    priority: DEFAULT_PRIORITY,
  };
  return Buffer.concat([headOf(head), encodeMatch({})]);
}

interface Head {
  readonly cookie: bigint;
  readonly cookieMask: bigint;
  readonly table: number;
  readonly command: number;
  readonly priority: number;
}

function headOf({ cookie, cookieMask, table, command, priority }: Head): Buffer {
  const [noTimeout, noFlags, noImportance] = [u16(0), u16(0), u16(0)];
  // No packet waits for it, and with which output it must be that is removed does not matter.
  const [buffer, outPort, outGroup] = [u32(ANY), u32(ANY), u32(ANY)];
  return Buffer.concat([
    u64(cookie),
    u64(cookieMask),
    u8(table),
    u8(command),
    noTimeout,
    noTimeout,
    u16(priority),
    buffer,
    outPort,
    outGroup,
    noFlags,
    noImportance,
  ]);
}

function encodeInstructions({ meter, then }: Flow): Buffer {
  const metered = meter === undefined ? [] : [u16(instructions.meter), u16(8), u32(meter)];
  return Buffer.concat([...metered, ...encodeThen(then)]);
}

function encodeThen(then: Then): readonly Buffer[] {
  if (then === 'drop') return [];
  if (then === 'forward') {
    // An output to a controller would say how much of the frame it wants; none does.
    const output = Buffer.concat([u16(OUTPUT), u16(16), u32(NORMAL), u16(0), Buffer.alloc(6)]);
    return [u16(instructions.applyActions), u16(8 + output.length), Buffer.alloc(4), output];
  }
  return [u16(instructions.gotoTable), u16(8), u8(then.table), Buffer.alloc(3)];
}

/** For sentences about a change that was refused. */
export function describeChange(change: FlowChange): string {
  switch (change.kind) {
    case 'add': {
      const { table, priority, match } = change.flow;
      return `adding a flow to table ${table} with priority ${priority} for ${JSON.stringify(match)}`;
    }
    case 'remove':
      return `removing the flows with cookie 0x${change.cookie.toString(16)}`;
    case 'remove-all':
      return 'removing all flows';
  }
}
