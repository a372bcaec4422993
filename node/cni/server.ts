import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { toCniError } from './cni-error.js';
import { readRequest, type CniRequest } from './request.js';

/** A request with its list of attachments on a machine with thousands of pods. */
const LONGEST_BODY = 16 * 1024 * 1024;

export interface CniServerSettings {
  readonly socketPath: string;
  readonly serve: (request: CniRequest) => Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Told of each request: its command, seconds it took, and the code of its failure, 0 for none. */
  readonly onServed: (command: string, seconds: number, code: number, reason: string | undefined) => void;
}

/** `POST /cni` on a unix socket that only the owner of this process may use. Returns what closes it. */
export async function serveCni(settings: CniServerSettings): Promise<() => Promise<void>> {
  const server: Server = createServer((incoming, outgoing) => {
    void handle(settings, incoming).then(({ status, body }) => {
      outgoing.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  });
  // The last process may have been killed; two agents on one machine are kept apart by their supervisor.
  await rm(settings.socketPath, { force: true });
  // Listening binds at once: there is no moment in which others could connect.
  const before = process.umask(0o177);
  server.listen(settings.socketPath);
  process.umask(before);
  await once(server, 'listening');
  await chmod(settings.socketPath, 0o600);
  return async () => {
    server.close();
    server.closeIdleConnections();
    await once(server, 'close');
  };
}

async function handle(
  { serve, onServed }: CniServerSettings,
  incoming: IncomingMessage,
): Promise<{ readonly status: number; readonly body: string }> {
  const begin = performance.now();
  let command = 'unknown';
  let version = '1.0.0';
  const seconds = (): number => (performance.now() - begin) / 1000;
  try {
    if (incoming.method !== 'POST' || incoming.url !== '/cni') return { status: 404, body: '{}' };
    const request = readRequest(await readBody(incoming));
    ({ command, version } = request);
    const result = await serve(request);
    onServed(command, seconds(), 0, undefined);
    return { status: 200, body: result === undefined ? '' : JSON.stringify(result) };
  } catch (error) {
    const failure = toCniError(error);
    onServed(command, seconds(), failure.code, `${failure.message} ${failure.details}`.trim());
    const { code, message, details } = failure;
    return { status: 500, body: JSON.stringify({ cniVersion: version, code, msg: message, details }) };
  }
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > LONGEST_BODY) throw new Error('the request is too long');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
