import { request } from 'undici';
import { z } from 'zod';
import { adminPort } from './rules.js';

/** Longest wait for one reply in milliseconds. */
const patienceMs = 4_000;

/** What one server says of itself by its AdminServer (ZooKeeper Administrator's Guide, "The AdminServer"). */
export interface ServerState {
  /** Its `myid`. */
  readonly id: number;
  readonly leads: boolean;
  /** Has all that the leader had when it began to follow, and takes part in what is agreed on since. */
  readonly serving: boolean;
  /** Ids of the servers that vote, as it knows them. */
  readonly voters: readonly number[];
  /** Of the leader alone: observers that follow it. */
  readonly observers: number;
}

const zabState = z.object({ myid: z.number(), is_leader: z.boolean(), zabstate: z.string() });
const votingView = z.object({ current_config: z.record(z.string(), z.unknown()) });
const monitor = z.object({ synced_observers: z.number().optional() });

/** Asks one server. Throws what failed; the reason of `signal` if that ends it. */
export async function askServer(host: string, signal: AbortSignal): Promise<ServerState> {
  const patient = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const [zab, view] = await Promise.all([
    command(host, 'zabstate', zabState, patient),
    command(host, 'voting_view', votingView, patient),
  ]);
  const serving = zab.zabstate.toLowerCase() === 'broadcast';
  const leads = serving && zab.is_leader;
  const { synced_observers: observers = 0 } = leads ? await command(host, 'monitor', monitor, patient) : {};
  return { id: zab.myid, leads, serving, voters: Object.keys(view.current_config).map(Number), observers };
}

/** `host` is an address or a name; IPv6 without brackets. */
async function command<T>(host: string, name: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
  const authority = host.includes(':') ? `[${host}]` : host;
  const reply = await request(`http://${authority}:${adminPort}/commands/${name}`, { signal });
  const text = await reply.body.text();
  if (reply.statusCode !== 200) throw new Error(`${name}: HTTP status ${reply.statusCode}`);
  const parsed = schema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(`the reply to ${name} is not what was asked for: ${z.prettifyError(parsed.error)}`);
}

/** The states of those that answer, and what the last one that did not said. */
export async function askAll(
  hosts: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly states: ReadonlyMap<string, ServerState>; readonly reason: string }> {
  const states = new Map<string, ServerState>();
  let reason = 'no member has an address';
  await Promise.all(
    hosts.map(async (host) => {
      try {
        states.set(host, await askServer(host, signal));
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
    }),
  );
  signal.throwIfAborted();
  return { states, reason };
}
