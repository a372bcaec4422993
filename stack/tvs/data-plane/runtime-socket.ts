import { connect } from 'node:net';
import type { RunningServer, RunningServers } from './server-changes.js';

const replyTimeoutMs = 10_000;

/** Nobody listens at the socket, as opposed to somebody who does not answer. */
export class NobodyListens extends Error {
  override readonly name = 'NobodyListens';
}

/**
 * One command to a socket of HAProxy, and all that it answers.
 *
 * Around a reload a connection may be made to a process that will not accept it any more: give it little time then,
 * and ask again.
 * @throws NobodyListens, or Error if there is no answer in time
 */
export function ask(socketPath: string, command: string, timeoutMs = replyTimeoutMs): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    const chunks: Buffer[] = [];
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no reply to ${command}`)));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const isAlone = error.code === 'ECONNREFUSED' || error.code === 'ENOENT';
      reject(isAlone ? new NobodyListens(`nobody listens at ${socketPath}`, { cause: error }) : error);
    });
    socket.once('close', () => resolve(Buffer.concat(chunks).toString().trim()));
    // The master's socket stays open for more until it hears that there is no more.
    socket.end(`${command}\n`);
  });
}

/**
 * Commands that only change something answer nothing, or that they did it.
 * @returns what went wrong, if something did.
 */
export function complaintOf(reply: string): string | undefined {
  return reply === '' || /^(New server registered|Server deleted)\.$/.test(reply) ? undefined : reply;
}

/** What `show info` says of the process that answers. */
export interface WorkerInfo {
  readonly pid: number;
  readonly description: string;
}

export function parseInfo(text: string): WorkerInfo | undefined {
  const pid = /^Pid: (\d+)$/m.exec(text)?.[1];
  const description = /^description: (.*)$/m.exec(text)?.[1];
  return pid === undefined ? undefined : { pid: Number(pid), description: description ?? '' };
}

/** Bits of `srv_admin_state` that take a server out of service (management.txt, "show servers state"). */
const outOfService = 0x01 | 0x04;

/** `show servers state`, version 1: columns by name, since later versions add some. */
export function parseServers(text: string): RunningServers {
  const rows = text.split('\n');
  const columns = (rows.find((row) => row.startsWith('# ')) ?? '').slice(2).split(' ');
  const at = (name: string): number => columns.indexOf(name);
  const [backend, server, admin, weight] = ['be_name', 'srv_name', 'srv_admin_state', 'srv_uweight'].map(at);
  const servers = new Map<string, Map<string, RunningServer>>();
  if (backend === undefined || server === undefined || admin === undefined || weight === undefined)
    return servers;
  for (const row of rows) {
    const words = row.split(' ');
    const name = words[backend];
    const ofBackend = words[server];
    if (words.length < columns.length || row.startsWith('#') || name === undefined || ofBackend === undefined)
      continue;
    const isTaking = (Number(words[admin]) & outOfService) === 0;
    const known = servers.get(name) ?? new Map<string, RunningServer>();
    servers.set(name, known.set(ofBackend, { weight: Number(words[weight]), isTaking }));
  }
  return servers;
}
