import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { RecordedVip } from '../../api/balancer/index.js';
import type { Clock } from '../../kubernetes/clock.js';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What happens to one request. */
export type Step = (response: ServerResponse, asked: Asked) => void;

/** An HTTP server that does with its requests, one after the other, what a test says. */
export class ScriptedTvs {
  readonly asked: Asked[] = [];
  #steps: Step[] = [];

  private constructor(
    private readonly server: Server,
    readonly folder: string,
  ) {}

  static async start(): Promise<ScriptedTvs> {
    const folder = await mkdtemp(join(tmpdir(), 'scripted-tvs-'));
    const server = createServer();
    const tvs = new ScriptedTvs(server, folder);
    server.on('request', (request, response) => {
      void text(request).then((body) => {
        const asked = {
          method: request.method ?? '',
          url: request.url ?? '',
          headers: request.headers,
          body,
        };
        tvs.asked.push(asked);
        const step = tvs.#steps.shift() ?? problem(599, 'unscripted');
        step(response, asked);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await tvs.writeToken('first-token');
    return tvs;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get tokenFile(): string {
    return join(this.folder, 'token');
  }

  writeToken(token: string): Promise<void> {
    return writeFile(this.tokenFile, `${token}\n`);
  }

  /** The next requests, in their order. */
  plays(...steps: readonly Step[]): void {
    this.#steps = [...steps];
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
    await rm(this.folder, { recursive: true });
  }
}

/** Time that passes only in pauses, all of which are noted. */
export class PassingClock implements Clock {
  readonly pauses: number[] = [];
  now = 1_000_000;
  monotonic(): number {
    return this.now;
  }
  date(): Date {
    return new Date(this.now);
  }
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.pauses.push(ms);
    this.now += ms;
    return Promise.resolve();
  }
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Step {
  return (response) => response.writeHead(status, headers).end(JSON.stringify(value));
}

export function problem(status: number, code: string, more: Readonly<Record<string, unknown>> = {}): Step {
  return json(status, { title: 'x', status, code, detail: `It is so: ${code}.`, ...more });
}

export function raw(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Step {
  return (response) => response.writeHead(status, headers).end(body);
}

/** The connection breaks before a byte of the reply. */
export const cut: Step = (response) => response.destroy();

/** The connection breaks after half of a reply that is good as far as it goes. */
export const cutAmidReply: Step = (response) => {
  const body = JSON.stringify({ items: [] });
  response.writeHead(200, { 'content-length': body.length * 2 });
  response.write(body, () => response.destroy());
};

export const silence: Step = () => undefined;

/** A VIP as TVS sends it. */
export function onTheWire({ id, owner, version, vip }: RecordedVip): Record<string, unknown> {
  const times = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' };
  return { id, owner, ...vip, etag: version, status: 'applied', ...times };
}
