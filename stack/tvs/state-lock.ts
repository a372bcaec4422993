import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { realpath } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';

/**
 * Keeps others from the folder for as long as this process lives: two that append to one journal would spoil it. An abstract unix
 * socket (unix(7)) named after the folder; the kernel frees it however its holder ends. It holds within a network namespace.
 * @throws Error when another process has it.
 */
export async function lockState(folder: string): Promise<Server> {
  const digest = createHash('sha512')
    .update(await realpath(folder))
    .digest('hex');
  // Versions of Node differ in whether they fill up a name that is shorter than the 108 bytes there are.
  const path = `\0statewright-tvs-${digest}`.slice(0, 108);
  const lock = createServer((connection) => connection.destroy());
  try {
    lock.listen({ path, exclusive: true });
    await once(lock, 'listening');
  } catch (error) {
    throw new Error(`another process has ${folder}`, { cause: error });
  }
  return lock.unref();
}
