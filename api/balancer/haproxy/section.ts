import { parseAddress } from '../../network/address.js';
import { parseSubnet } from '../../network/block.js';
import type { HealthCheck, Listener, Member, Vip } from '../vip.js';

/** A TCP listener as HAProxy has it: what only a reload changes, and servers, which the runtime socket changes too. */
export interface Section {
  /** Of the frontend and of the backend. */
  readonly name: string;
  /** Configuration lines of both, without servers. */
  readonly frame: readonly string[];
  /** By name, in the order of members. */
  readonly servers: ReadonlyMap<string, Server>;
}

export interface Server {
  readonly address: string;
  readonly port: number;
  /** 1 to 256. */
  readonly weight: number;
  /** Whether new connections come here. Open ones go on either way. */
  readonly isTaking: boolean;
  readonly healthCheck?: HealthCheck | undefined;
  /** Where it stands on the ring of a consistent hash; the same in every process that has it. */
  readonly id?: number | undefined;
}

/** What differs between the machines on which the sections are used. */
export interface SectionOptions {
  /** Name of the `defaults` section that both parts follow. */
  readonly defaults: string;
  /** Further words of `bind`, for example `transparent`. */
  readonly bind?: string;
  /** Name of the `peers` section that takes tables of ClientIP affinity over a reload. */
  readonly peers?: string;
}

/** Source ranges on one line; HAProxy takes 64 words and 2,048 characters. */
const rangesPerLine = 20;
const affinityTableSize = 200_000;

/**
 * The sections of a VIP whose fields are known to be sound (`vipProblems`); UDP is none of HAProxy's business.
 *
 * A member that drains is `disabled` and not of weight 0: HAProxy would still send those there whom ClientIP affinity
 * ties to it, and `disabled` leaves open connections alone as well.
 */
export function sectionsOf(vip: Vip, options: SectionOptions): readonly Section[] {
  return vip.listeners
    .filter(({ protocol }) => protocol === 'TCP')
    .map((listener) => ({
      name: sectionName(vip.address, listener.port),
      frame: frameOf(vip, listener, options),
      servers: serversOf(vip, listener),
    }));
}

/** Letters, digits, dots, colons and dashes: `tcp-10.96.0.1-443`. */
export function sectionName(address: string, port: number): string {
  return `tcp-${address}-${port}`;
}

export function serverName({ address, port }: Pick<Member, 'address' | 'port'>): string {
  return `${address}-${port}`;
}

export function renderSection({ frame, servers }: Section): string {
  const lines = [...servers].map(
    ([name, server]) => `  server ${name} ${serverWords(server)}${server.isTaking ? '' : ' disabled'}`,
  );
  return `${[...frame, ...lines].join('\n')}\n`;
}

/** What follows the name of a server, in a configuration and in the command `add server` alike. */
export function serverWords({ address, port, weight, healthCheck, id }: Server): string {
  const check = healthCheck === undefined ? '' : ` check inter ${healthCheck.intervalSeconds}s`;
  const place = id === undefined ? '' : ` id ${id}`;
  return `${atPort(address, port)} weight ${weight}${place}${check}`;
}

function serversOf({ affinity }: Vip, { members, healthCheck }: Listener): ReadonlyMap<string, Server> {
  const taken = new Set<number>();
  return new Map(
    members.map((member) => {
      const { address, port, weight, state } = member;
      const name = serverName(member);
      const id = affinity === undefined ? undefined : serverId(name, taken);
      const isTaking = state === 'up' && weight > 0;
      return [name, { address, port, weight: Math.max(1, weight), isTaking, healthCheck, id }];
    }),
  );
}

/** From the name (FNV-1a), within 31 bits; the next that is free where two names meet. */
function serverId(name: string, taken: Set<number>): number {
  let hash = 0x811c_9dc5;
  for (const character of name) hash = Math.imul(hash ^ character.charCodeAt(0), 0x0100_0193);
  let id = (hash >>> 2) + 1;
  while (taken.has(id)) id += 1;
  taken.add(id);
  return id;
}

function frameOf(vip: Vip, { port, healthCheck }: Listener, options: SectionOptions): readonly string[] {
  const { defaults, bind = '', peers } = options;
  const name = sectionName(vip.address, port);
  const idle = vip.idleTimeoutSeconds;
  return [
    `frontend ${name} from ${defaults}`,
    `  bind ${atPort(vip.address, port)} ${bind}`.trimEnd(),
    ...(idle === undefined ? [] : [`  timeout client ${idle}s`]),
    ...sourceRules(vip),
    // Nobody to go to: a reset at once, rather than a connection that is closed later.
    `  tcp-request connection reject if { nbsrv(${name}) eq 0 }`,
    `  default_backend ${name}`,
    `backend ${name} from ${defaults}`,
    ...(idle === undefined ? [] : [`  timeout server ${idle}s`]),
    ...affinityRules(vip, peers),
    // A change of the check is a change of the frame: a server that exists keeps the check it was made with.
    ...(healthCheck === undefined ? [] : [`  # check ${healthCheck.intervalSeconds}s`]),
  ];
}

function sourceRules({ address, sourceRanges }: Vip): readonly string[] {
  if (sourceRanges.length === 0) return [];
  const family = parseAddress(address)?.family;
  const ranges = sourceRanges.filter((range) => parseSubnet(range)?.family === family);
  // Only ranges of the other family: nobody may come, rather than everybody.
  if (ranges.length === 0) return ['  tcp-request connection reject'];
  const lines = Array.from({ length: Math.ceil(ranges.length / rangesPerLine) }, (_, line) =>
    ranges.slice(line * rangesPerLine, (line + 1) * rangesPerLine).join(' '),
  );
  return [
    ...lines.map((words) => `  acl in_ranges src ${words}`),
    '  tcp-request connection reject if !in_ranges',
  ];
}

/**
 * The table holds a client to its member though members change; the hash sends it there too while the table is empty, as
 * it is after a restart, and for a moment after a reload.
 */
function affinityRules({ address, affinity }: Vip, peers: string | undefined): readonly string[] {
  if (affinity === undefined) return [];
  const type = parseAddress(address)?.family === 6 ? 'ipv6' : 'ip';
  const kept = peers === undefined ? '' : ` peers ${peers}`;
  return [
    '  balance source',
    '  hash-type consistent',
    `  stick-table type ${type} size ${affinityTableSize} expire ${affinity.timeoutSeconds}s${kept}`,
    '  stick on src',
  ];
}

function atPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
