import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { admissionReviewSchema, type AdmissionRequest, type AdmissionResponse } from './admission-review.js';
import { readBody } from './body.js';
import type { Certificate } from './certificate.js';

/** The API server takes objects of at most 3 MiB, and a review of an update holds two. */
const largestReview = 8 * 2 ** 20;

/** A rejection is answered with 500, on which the API server acts by its failurePolicy. */
export type Answer = (request: AdmissionRequest) => Promise<AdmissionResponse>;

export interface AdmissionServerOptions {
  readonly host: string;
  /** 0 for a free port. */
  readonly port: number;
  readonly certificate: Certificate;
  /** Answers `POST /validate`. */
  readonly review: Answer;
  /** Answers `POST /mutate`. */
  readonly mutate: Answer;
  /** A review that could not be answered; the API server then acts by its failurePolicy. */
  readonly onFailure: (error: unknown) => void;
}

export interface AdmissionServer {
  readonly port: number;
  /** New connections get this certificate. */
  use(certificate: Certificate): void;
  /** Takes no new connection, and resolves when the requests in flight are answered or `patienceMs` have passed. */
  close(patienceMs: number): Promise<void>;
}

/** Answers `POST /validate` and `POST /mutate` (admission.k8s.io/v1) and `GET /readyz` over TLS 1.2 or newer. */
export async function serveAdmission(options: AdmissionServerOptions): Promise<AdmissionServer> {
  const server = createServer(
    {
      ...options.certificate,
      minVersion: 'TLSv1.2',
      requestTimeout: 10_000,
      headersTimeout: 5_000,
      keepAliveTimeout: 60_000,
    },
    (incoming, outgoing) => {
      answer(incoming, outgoing, options).catch((error: unknown) => {
        options.onFailure(error);
        if (outgoing.headersSent) outgoing.destroy();
        else end(outgoing, 500, 'The review failed; the log of this process says why.\n');
      });
    },
  );
  // A connection that does not speak TLS is nobody's failure but its own.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {
    port: portOf(server),
    use: (certificate) => server.setSecureContext({ ...certificate, minVersion: 'TLSv1.2' }),
    close: (patienceMs) => close(server, patienceMs),
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { review, mutate }: AdmissionServerOptions,
): Promise<void> {
  const path = (incoming.url ?? '').split('?')[0];
  if (path === '/readyz') {
    end(outgoing, 200, 'ok\n');
    return;
  }
  const answerer = path === '/validate' ? review : path === '/mutate' ? mutate : undefined;
  if (answerer === undefined) {
    end(outgoing, 404, 'Try POST /validate, POST /mutate or GET /readyz.\n');
    return;
  }
  if (incoming.method !== 'POST') {
    end(outgoing.setHeader('allow', 'POST'), 405, 'Send an AdmissionReview with POST.\n');
    return;
  }
  const body = await readBody(incoming, largestReview);
  if (body === undefined) {
    end(outgoing.setHeader('connection', 'close'), 413, `At most ${largestReview} bytes are read.\n`);
    return;
  }
  const parsed = admissionReviewSchema.safeParse(parseJson(body));
  if (!parsed.success) {
    end(outgoing, 400, 'The body is not an AdmissionReview of admission.k8s.io/v1.\n');
    return;
  }
  const response = await answerer(parsed.data.request);
  const { apiVersion, kind } = parsed.data;
  outgoing.setHeader('content-type', 'application/json');
  outgoing.writeHead(200).end(JSON.stringify({ apiVersion, kind, response }));
}

function end(outgoing: ServerResponse, status: number, text: string): void {
  outgoing.setHeader('content-type', 'text/plain; charset=utf-8');
  outgoing.writeHead(status).end(text);
}

/** Undefined for what is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function close(server: Server, patienceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearTimeout(impatience);
}
