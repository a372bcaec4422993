import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { problemReply, type Api, type Reply } from './api.js';
import type { Fault, Faults } from './faults.js';

/** Sixty-four listeners of a thousand members each are 5 MB. */
const longestBody = 8 * 1024 * 1024;

export interface ServingSettings {
  readonly api: Pick<Api, 'answer'>;
  readonly faults: Faults;
  /** Undefined when ready, else why not. */
  readonly notReady: () => string | undefined;
  readonly log: (sentence: string) => void;
}

/** Requests over sockets: bodies read, faults befallen, replies written. */
export function serving(settings: ServingSettings): RequestListener {
  return (request, response) => {
    serve(request, response, settings).catch((error: unknown) => {
      settings.log(`${request.method ?? ''} ${request.url ?? ''}: ${String(error)}`);
      response.destroy();
    });
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { api, faults, notReady, log }: ServingSettings,
): Promise<void> {
  const { method = 'GET' } = request;
  const url = new URL(request.url ?? '/', 'https://tvs');
  if (url.pathname === '/readyz') {
    const reason = notReady();
    response
      .writeHead(reason === undefined ? 200 : 503, { 'content-type': 'text/plain' })
      .end(`${reason ?? 'ok'}\n`);
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    write(
      response,
      problemReply({ code: 'malformed', detail: `The body has more than ${longestBody} bytes.` }, 413),
      [],
    );
    return;
  }
  const met = faults.meet(method, url.pathname);
  for (const fault of met) if (fault.kind === 'latency') await sleep(fault.ms);
  if (met.some(({ kind }) => kind === 'hang')) return;
  const refusal = met.map(statusReply).find((reply) => reply !== undefined);
  const header = (name: string): string | undefined => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  try {
    const asked = { method, path: url.pathname, query: url.searchParams, header, body };
    write(response, refusal ?? (await api.answer(asked)), met);
  } catch (error) {
    log(`${method} ${url.pathname}: ${String(error)}`);
    write(
      response,
      problemReply({ code: 'unavailable', detail: 'It could not be done; see the log.' }, 500),
      [],
    );
  }
}

/** Undefined when it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length <= longestBody) chunks.push(bytes);
  }
  return length > longestBody ? undefined : Buffer.concat(chunks).toString('utf8');
}

function statusReply(fault: Fault): Reply | undefined {
  if (fault.kind !== 'status') return undefined;
  const { status, retryAfterSeconds } = fault;
  const code = status === 429 ? 'too-many-requests' : 'unavailable';
  const headers: Record<string, string> =
    retryAfterSeconds === undefined && status !== 429
      ? {}
      : { 'retry-after': String(retryAfterSeconds ?? 1) };
  return problemReply({ code, detail: 'Somebody asked for this fault.' }, status, headers);
}

function write(response: ServerResponse, { status, headers, body }: Reply, met: readonly Fault[]): void {
  if (met.some(({ kind }) => kind === 'lose-reply')) {
    response.destroy();
    return;
  }
  const length: Record<string, number> = status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length });
  if (!met.some(({ kind }) => kind === 'cut-reply')) {
    response.end(body);
    return;
  }
  response.flushHeaders();
  response.write(body.slice(0, body.length / 2), () => response.destroy());
}
