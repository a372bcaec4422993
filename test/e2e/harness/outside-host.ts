import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { outsideNamespace } from '../../../stack/network/namespaces.js';
import { outside } from '../../../stack/sample/outside-host.js';

/** Whether one of a few pings from outside is answered. */
export async function answersPings(address: string): Promise<boolean> {
  return outside('ping', '-c', '3', '-i', '0.2', '-W', '1', address).then(
    () => true,
    () => false,
  );
}

/** The body of an HTTP reply that the host outside gets. */
export async function fetchOutside(address: string, port: number): Promise<string> {
  const host = address.includes(':') ? `[${address}]` : address;
  return outside('curl', '--silent', '--show-error', '--fail', '--max-time', '5', `http://${host}:${port}/`);
}

/** A server outside that tells each who asks from which address. */
export interface OutsideServer {
  readonly port: number;
  stop(): Promise<void>;
}

const program = `
const server = require('node:http').createServer((request, response) => response.end(request.socket.remoteAddress));
server.listen(0, '::', () => console.log(JSON.stringify({ port: server.address().port })));
`;

export async function serveOutside(): Promise<OutsideServer> {
  const child = spawn('ip', ['netns', 'exec', outsideNamespace, process.execPath, '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = z.tuple([z.instanceof(Buffer)]).parse(await once(child.stdout, 'data'));
  const { port } = z.object({ port: z.int() }).parse(JSON.parse(line.toString()));
  return {
    port,
    async stop() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
