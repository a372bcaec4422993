import { request } from 'undici';
import { z } from 'zod';
import type { MemberAccess } from '../../api/membership.js';
import { StatewrightError } from '../../api/errors/index.js';
import { clientPort } from './rules.js';
import { tokenKey, tokenSecret } from './token.js';

/** Longest wait for a server in milliseconds. */
const patienceMs = 5_000;

const kernelSchema = z.object({
  id: z.string(),
  /** ISO 8601. */
  last_activity: z.string(),
  /** `idle`, `busy`, `starting`, `restarting` or `dead`. */
  execution_state: z.string(),
  /** Browsers that have it open. */
  connections: z.int(),
});
const terminalSchema = z.object({ name: z.string(), last_activity: z.string() });

export type Kernel = z.infer<typeof kernelSchema>;
export type Terminal = z.infer<typeof terminalSchema>;

/** What runs on a server (Jupyter Server REST API). */
export interface Activity {
  readonly kernels: readonly Kernel[];
  readonly terminals: readonly Terminal[];
}

/** One request to one address. @throws StatewrightError `ComponentUnavailable`; the token is never part of it. */
export async function askServer<T>(
  address: string,
  signal: AbortSignal,
  path: string,
  schema: z.ZodType<T>,
  { method = 'GET', token }: { readonly method?: 'GET' | 'DELETE'; readonly token?: string } = {},
): Promise<T> {
  try {
    const reply = await request(new URL(path, address), {
      method,
      headers: token === undefined ? {} : { authorization: `token ${token}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    });
    const text = await reply.body.text();
    // A kernel that is deleted twice is gone.
    const gone = method === 'DELETE' && reply.statusCode === 404;
    if (reply.statusCode >= 300 && !gone) throw new Error(`HTTP status ${reply.statusCode} for ${path}`);
    return schema.parse(method === 'DELETE' ? undefined : JSON.parse(text));
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new StatewrightError('ComponentUnavailable', { component: 'JupyterLab', address, reason });
  }
}

/** The server of the member, with the token of its cluster. */
export class ServerApi {
  private constructor(
    private readonly address: string,
    private readonly token: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Undefined for a member that has no pod, or one without an address. */
  static async of({ pods, member, cluster, secret, signal }: MemberAccess): Promise<ServerApi | undefined> {
    const pod = pods.find((one) => one.nodeType === member.nodeType && one.ordinal === member.ordinal);
    if (pod?.address === undefined) return undefined;
    const token = (await secret?.(tokenSecret(cluster.name)))?.[tokenKey] ?? '';
    const host = pod.address.includes(':') ? `[${pod.address}]` : pod.address;
    return new ServerApi(`http://${host}:${clientPort}`, token, signal);
  }

  /** Whether it answers whoever has the token. */
  async status(): Promise<void> {
    await this.get('/api/status', z.object({ started: z.string() }));
  }

  async activity(): Promise<Activity> {
    const [kernels, terminals] = await Promise.all([
      this.get('/api/kernels', z.array(kernelSchema)),
      this.get('/api/terminals', z.array(terminalSchema)),
    ]);
    return { kernels, terminals };
  }

  async endKernel({ id }: Kernel): Promise<void> {
    await this.delete(`/api/kernels/${encodeURIComponent(id)}`);
  }

  async endTerminal({ name }: Terminal): Promise<void> {
    await this.delete(`/api/terminals/${encodeURIComponent(name)}`);
  }

  private get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return askServer(this.address, this.signal, path, schema, { token: this.token });
  }

  private async delete(path: string): Promise<void> {
    await askServer(this.address, this.signal, path, z.undefined(), { method: 'DELETE', token: this.token });
  }
}
