import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectTo, type Connection } from './connection.js';

let server: Server;
let connections = 0;
let connection: Connection;

beforeEach(async () => {
  connections = 0;
  server = createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{}'));
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'c', server: `http://127.0.0.1:${port}`, skipTLSVerify: true }],
    users: [{ name: 'u' }],
    contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
    currentContext: 'x',
  });
  connection = connectTo(config, { role: 'test', qps: 1_000, burst: 1_000 });
});

afterEach(async () => {
  await connection.close();
  await new Promise((resolve) => server.close(resolve));
});

it('keeps its connections after a DELETE, each of which once cost a handshake', async () => {
  for (const method of ['DELETE', 'POST', 'DELETE', 'PATCH', 'DELETE', 'GET'] as const) {
    const body = method === 'GET' ? {} : { body: '{}', contentType: 'application/json' };
    const reply = await connection.exchange({ method, path: '/x', verb: 'test', object: 'x', ...body });
    expect(reply.status).toBe(200);
  }
  // A second one is opened when the first is not yet known to be free again.
  expect(connections).toBeLessThanOrEqual(2);
});
