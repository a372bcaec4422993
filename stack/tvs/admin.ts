import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { faultsBody, type Faults } from './faults.js';

/**
 * What only tests may do, on a port of loopback with a token of its own: `GET`, `PUT` and `DELETE /v1/faults` with
 * `{"faults": [...]}` as stack/tvs/faults.ts has them. PUT replaces all; GET says how often each has happened.
 */
export function administration(faults: Faults, token: string): RequestListener {
  return (request, response) => {
    answer(request, faults, token).then(
      ({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      (error: unknown) => response.writeHead(400).end(`${String(error)}\n`),
    );
  };
}

async function answer(
  request: IncomingMessage,
  faults: Faults,
  token: string,
): Promise<{ readonly status: number; readonly body: unknown }> {
  if (!sameText(request.headers.authorization ?? '', `Bearer ${token}`)) return { status: 401, body: {} };
  if (request.url !== '/v1/faults') return { status: 404, body: {} };
  if (request.method === 'PUT') faults.replace(faultsBody.parse(JSON.parse(await text(request))).faults);
  if (request.method === 'DELETE') faults.replace([]);
  return { status: 200, body: { faults: faults.list() } };
}

function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
