import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { Registry } from 'prom-client';
import { request } from 'undici';
import { splitAddress } from '../api/settings.js';

export interface HealthServerOptions {
  /** `host:port` to listen on. */
  readonly address: string;
  readonly registry: Registry;
  /** `host:port` where the Temporal SDK's core serves its own metrics, if this process has one. */
  readonly sdkMetrics?: string;
  /** Undefined when ready, else why not. */
  readonly notReady: () => string | undefined;
}

/**
 * `/livez` (the event loop turns), `/readyz` (work is being done) and `/metrics` (Prometheus text of this process and
 * of the Temporal SDK's core in one answer). Returns what closes it.
 */
export async function serveHealth(options: HealthServerOptions): Promise<() => Promise<void>> {
  const server: Server = createServer((incoming, outgoing) => {
    const answer = (status: number, body: string, type = 'text/plain; charset=utf-8'): void => {
      outgoing.writeHead(status, { 'content-type': type }).end(body);
    };
    switch (incoming.url) {
      case '/livez':
        answer(200, 'ok\n');
        return;
      case '/readyz': {
        const reason = options.notReady();
        answer(reason === undefined ? 200 : 503, `${reason ?? 'ok'}\n`);
        return;
      }
      case '/metrics':
        metrics(options).then(
          (text) => answer(200, text, options.registry.contentType),
          (error: unknown) => answer(500, `${String(error)}\n`),
        );
        return;
      default:
        answer(404, 'Try /livez, /readyz or /metrics.\n');
    }
  });
  server.listen(splitAddress(options.address));
  await once(server, 'listening');
  return async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
}

async function metrics(options: HealthServerOptions): Promise<string> {
  const own = await options.registry.metrics();
  if (options.sdkMetrics === undefined) return own;
  try {
    const reply = await request(`http://${options.sdkMetrics}/metrics`, {
      headersTimeout: 2_000,
      bodyTimeout: 2_000,
    });
    return `${own}\n${await reply.body.text()}`;
  } catch {
    // The core begins to serve with the first connection; a role that works without Temporal has figures before.
    return own;
  }
}
