import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, realpath } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { StatewrightError } from '../api/errors/index.js';
import { socketHolder } from './network/socket-holder.js';
import type { Paths } from './paths.js';

/** Looks for a holder that cannot be seen: it has just ended, or it is in another process id namespace. */
const looks = 20;
const lookMs = 50;

/**
 * Runs `action` while no other `up` or `down` of this stack runs.
 *
 * The lock is an abstract unix socket (unix(7)) named after the folder of the stack: the kernel lets one process bind
 * it, and frees it when that process ends, however it ends. A file would outlive its holder, and two who find it
 * so could both take it over.
 * Throws StatewrightError `StackBusy`.
 */
export async function whileLocked<T>({ home }: Paths, action: () => Promise<T>): Promise<T> {
  await mkdir(home, { recursive: true, mode: 0o755 });
  const lock = await take(lockName(await realpath(home)));
  try {
    return await action();
  } finally {
    lock.close();
    await once(lock, 'close');
  }
}

/**
 * The name takes the whole length that the kernel has for one (108 bytes), since versions of Node differ in whether
 * they fill up a shorter one with zeros, which would make it another name.
 */
function lockName(home: string): string {
  const name = `\0statewright-stack-${createHash('sha512').update(home).digest('hex')}`;
  return name.slice(0, 108);
}

async function take(name: string): Promise<Server> {
  for (let look = 1; ; look += 1) {
    const lock = await bind(name);
    if (lock !== undefined) return lock;
    const holder = await holderOf(name);
    if (holder !== undefined || look === looks) {
      throw new StatewrightError('StackBusy', { pid: holder ?? 'of another container' });
    }
    await sleep(lookMs);
  }
}

/** `undefined` when another has bound it. Nobody has anything to say to the socket. */
async function bind(name: string): Promise<Server | undefined> {
  const server = createServer((connection) => connection.destroy());
  try {
    server.listen({ path: name, exclusive: true });
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

/** The process id of who has bound it. The kernel shows the zero byte before an abstract name as `@`, see proc(5). */
async function holderOf(name: string): Promise<number | undefined> {
  const sockets = (await readFile('/proc/net/unix', 'utf8')).split('\n').map((line) => line.split(/\s+/));
  const [, , , , , , inode] = sockets.find((columns) => columns[7] === `@${name.slice(1)}`) ?? [];
  return inode === undefined ? undefined : (await socketHolder(inode))?.pid;
}
