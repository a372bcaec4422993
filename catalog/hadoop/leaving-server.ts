/**
 * Serves the file of hosts that are to leave beside the server that reads it: `GET /leaving`, `PUT` and `DELETE
 * /leaving/<host[:port]>`. Hadoop reads that file from its own disk only (docs/decisions/0020-hosts-that-leave.md). One
 * after the other, and the file is replaced as a whole. Run by Node as it stands; what differs comes by the environment.
 */
export const leavingServer = `'use strict';
const fs = require('node:fs');
const http = require('node:http');
const { LEAVING_FILE: file, POD_IP: host, LEAVING_PORT: port } = process.env;

function read() {
  try {
    return fs.readFileSync(file, 'utf8').split('\\n').filter((line) => line !== '');
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function write(hosts) {
  const handle = fs.openSync(file + '.new', 'w');
  try {
    fs.writeSync(handle, hosts.map((name) => name + '\\n').join(''));
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.renameSync(file + '.new', file);
}

function answer(method, path) {
  const [, name] = /^\\/leaving\\/([a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?(?::[0-9]{1,5})?)$/.exec(path) ?? [];
  if (method === 'GET' && path === '/leaving') return 200;
  if (name === undefined) return 404;
  if (method !== 'PUT' && method !== 'DELETE') return 405;
  const before = read();
  const others = before.filter((one) => one !== name);
  const after = method === 'PUT' ? [...others, name].sort() : others;
  if (after.join() !== before.join()) write(after);
  return 200;
}

const server = http.createServer((request, reply) => {
  try {
    const status = answer(request.method, request.url);
    reply.writeHead(status, { 'content-type': 'application/json' });
    reply.end(JSON.stringify({ leaving: read() }));
  } catch (error) {
    reply.writeHead(500, { 'content-type': 'application/json' });
    reply.end(JSON.stringify({ error: String(error) }));
  }
});
server.listen(Number(port), host);
process.on('SIGTERM', () => process.exit(0));
`;
