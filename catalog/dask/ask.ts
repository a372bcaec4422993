import { request } from 'undici';
import { z } from 'zod';
import type { ComponentAccess } from '../../api/component.js';
import { StatewrightError } from '../../api/errors/index.js';
import { httpPort } from './rules.js';

/** Longest wait for the scheduler in milliseconds. */
const patienceMs = 5_000;

const workerSchema = z.object({
  /** The pod's. */
  name: z.string(),
  address: z.string(),
  /** Takes tasks if `running`; `closing_gracefully` once it was asked to leave. */
  status: z.string(),
  /** Bytes. */
  memoryLimit: z.number(),
  memory: z.number(),
  /** Tasks that were given to it. */
  processing: z.int(),
  actors: z.int(),
  /** What nobody has who stays; told of the worker that was asked for. */
  alone: z.object({ keys: z.int(), bytes: z.number() }).optional(),
});

/** The scheduler's view: GET and POST statewright/members (scheduler-routes.ts). */
const viewSchema = z.object({
  waiting: z.int(),
  processing: z.int(),
  /** Results in memory of the workers, and their bytes with copies. */
  keys: z.int(),
  bytes: z.number(),
  clients: z.int(),
  workers: z.array(workerSchema),
});

export type WorkerView = z.infer<typeof workerSchema>;
export type SchedulerView = z.infer<typeof viewSchema>;

/** Looks at the cluster; `of` is the worker of which all is told. @throws StatewrightError `ComponentUnavailable` */
export function lookAtScheduler(access: ComponentAccess, of = ''): Promise<SchedulerView> {
  return ask(access, { method: 'GET', query: { of } });
}

/** Asks the worker of that name, if there is one, to leave or to stay. @throws StatewrightError `ComponentUnavailable` */
export function tellScheduler(
  access: ComponentAccess,
  act: 'retire' | 'return',
  name: string,
): Promise<SchedulerView> {
  return ask(access, { method: 'POST', body: JSON.stringify({ act, name }) });
}

interface Wish {
  readonly method: 'GET' | 'POST';
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function ask({ endpoints, signal }: ComponentAccess, wish: Wish): Promise<SchedulerView> {
  const [endpoint] = endpoints;
  if (endpoint === undefined) throw unavailable('no address', 'no scheduler is ready');
  // The endpoint is the clients' port; the same host serves HTTP at its own.
  const { hostname } = new URL(endpoint.replace(/^\w+:/, 'http:'));
  const address = `http://${hostname}:${httpPort}`;
  try {
    const reply = await request(new URL('/statewright/members', address), {
      ...wish,
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    });
    const body: unknown = await reply.body.json();
    if (reply.statusCode !== 200) throw new Error(`HTTP status ${reply.statusCode}`);
    return viewSchema.parse(body);
  } catch (error) {
    signal.throwIfAborted();
    throw unavailable(address, error instanceof Error ? error.message : String(error));
  }
}

function unavailable(address: string, reason: string): StatewrightError {
  return new StatewrightError('ComponentUnavailable', { component: 'Dask', address, reason });
}
