import { createServer, type Server } from 'node:net';

/** The server's PostgreSQL schema keeps ports as smallint; those that the kernel gives by itself begin above. */
const LOWEST = 20_000;
const HIGHEST = 32_767;

/** Loopback ports that were free a moment ago and fit a signed number of 16 bits; held all at once so that they differ. */
export async function freeLowPorts(count: number): Promise<readonly number[]> {
  const held: Server[] = [];
  const ports: number[] = [];
  // Begins elsewhere in every process, so that two runs seldom meet.
  const begin = process.pid % (HIGHEST - LOWEST);
  for (let tried = 0; ports.length < count && tried <= HIGHEST - LOWEST; tried += 1) {
    const port = LOWEST + ((begin + tried) % (HIGHEST - LOWEST + 1));
    const server = await listening(port);
    if (server === undefined) continue;
    held.push(server);
    ports.push(port);
  }
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  if (ports.length < count) throw new Error(`fewer than ${count} free ports from ${LOWEST} to ${HIGHEST}`);
  return ports;
}

async function listening(port: number): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server
      .once('error', () => resolve(undefined))
      .listen(port, '127.0.0.1', () => {
        resolve(server);
      });
  });
}
