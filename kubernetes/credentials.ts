import { createHash } from 'node:crypto';
import type { RequestOptions } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import { KubeConfig } from '@kubernetes/client-node';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import { StatewrightError } from '../api/errors/index.js';
import type { Clock } from './clock.js';
import { defaultKubeConfigFiles, honourTokenFiles } from './token-file.js';

/** What one request needs to be let in: headers, and a pool of connections that presents the right certificates. */
export interface Access {
  readonly headers: Readonly<Record<string, string>>;
  /** For requests that are answered at once. */
  readonly dispatcher: Dispatcher;
  /** For watches, each of which holds a connection for as long as it lasts. */
  readonly streams: Dispatcher;
}

/** Credentials are asked for again this often; client-node itself re-reads a token file every 60 s. */
const REFRESH_AFTER_MS = 10_000;
/** The API server closes idle connections after 90 s; we do it well before, so that no request meets a closed one. */
const IDLE_CONNECTION_MS = 30_000;
/**
 * Requests under way at once; more wait for their turn. On a busy API server more at once only lengthen each other and what
 * others ask (measured: bench/advanced-stateful-set), and on an idle one eight are a thousand requests a second.
 */
const MOST_CONNECTIONS = 8;

/**
 * Loads the configuration as kubectl does: KUBECONFIG, then ~/.kube/config, then the service account of the pod.
 * @throws StatewrightError SettingInvalid when there is none or it cannot be read.
 */
export function loadKubeConfig(
  options: { readonly file?: string; readonly context?: string } = {},
): KubeConfig {
  const config = new KubeConfig();
  try {
    if (options.file === undefined) config.loadFromDefault();
    else config.loadFromFile(options.file);
    honourTokenFiles(
      config,
      options.file === undefined ? defaultKubeConfigFiles(process.env) : [options.file],
    );
  } catch (error) {
    throw new StatewrightError('SettingInvalid', { name: 'KUBECONFIG', reason: reasonOf(error) });
  }
  if (options.context !== undefined) config.setCurrentContext(options.context);
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    const reason = `context "${config.getCurrentContext()}" names no cluster`;
    throw new StatewrightError('SettingInvalid', { name: 'KUBECONFIG', reason });
  }
  // client-node falls back to this address when it finds no configuration at all.
  if (options.file === undefined && cluster.server === 'http://localhost:8080') {
    const reason = 'neither KUBECONFIG, nor ~/.kube/config, nor a service account was found';
    throw new StatewrightError('SettingInvalid', { name: 'KUBECONFIG', reason });
  }
  return config;
}

/**
 * Keeps the credentials of one cluster fresh. client-node reads tokens, certificates and exec plugins; the pool is
 * made anew only when the certificates changed, and the old one finishes what it has begun.
 */
export class Credentials {
  #access: Access | undefined;
  #readAt = 0;
  #fingerprint = '';
  #refreshing: Promise<Access> | undefined;

  constructor(
    private readonly config: KubeConfig,
    private readonly clock: Clock,
    private readonly connectTimeoutMs: number,
  ) {}

  /** @throws Error when the credentials cannot be had; its text never holds any of them. */
  async access(): Promise<Access> {
    if (this.#access !== undefined && this.clock.monotonic() - this.#readAt < REFRESH_AFTER_MS)
      return this.#access;
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  /** The server did not accept them: read them again before the next request. */
  invalidate(): void {
    this.#readAt = -REFRESH_AFTER_MS;
  }

  async close(): Promise<void> {
    await Promise.all([this.#access?.dispatcher.destroy(), this.#access?.streams.destroy()]);
  }

  async #refresh(): Promise<Access> {
    const options: RequestOptions = { headers: {} };
    try {
      await this.config.applyToHTTPSOptions(options);
    } catch (error) {
      // eslint-disable-next-line preserve-caught-error -- the cause may quote the credentials
      throw new Error(`the credentials could not be read: ${reasonOf(error)}`);
    }
    const { ca, cert, key, rejectUnauthorized, servername } = options;
    const identity = [ca, cert, key, rejectUnauthorized, servername].map(String).join('\n');
    const fingerprint = createHash('sha256').update(identity).digest('hex');
    const old = this.#access;
    const same = old !== undefined && fingerprint === this.#fingerprint;
    const { dispatcher, streams } = same
      ? old
      : { dispatcher: this.#dispatcher(options, MOST_CONNECTIONS), streams: this.#dispatcher(options, null) };
    if (old !== undefined && !same) {
      void old.dispatcher.close();
      void old.streams.close();
    }
    this.#access = { headers: authorization(options), dispatcher, streams };
    this.#fingerprint = fingerprint;
    this.#readAt = this.clock.monotonic();
    return this.#access;
  }

  /** @param connections at most; null for any number */
  #dispatcher(options: RequestOptions, connections: number | null): Dispatcher {
    const { rejectUnauthorized, servername } = options;
    const connect = {
      // Made once: to read the certificates anew for each connection costs more than the rest of its handshake.
      secureContext: secureContextOf(options),
      ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
      ...(servername !== undefined && { servername }),
      timeout: this.connectTimeoutMs,
    };
    const proxy = this.config.getCurrentCluster()?.proxyUrl;
    if (proxy === undefined) return new Agent({ connect, connections, keepAliveTimeout: IDLE_CONNECTION_MS });
    if (!/^https?:/.test(proxy)) {
      throw new Error(`proxy-url ${new URL(proxy).protocol} is not supported, only http and https`);
    }
    return new ProxyAgent({
      uri: proxy,
      requestTls: connect,
      connections,
      keepAliveTimeout: IDLE_CONNECTION_MS,
    });
  }
}

/** @throws Error when a certificate or key is none, or both do not belong together. */
function secureContextOf({ ca, cert, key }: RequestOptions): SecureContext {
  try {
    return createSecureContext({
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
    });
  } catch (error) {
    // eslint-disable-next-line preserve-caught-error -- the cause may quote the credentials
    throw new Error(`the certificates cannot be used: ${reasonOf(error)}`);
  }
}

function authorization(options: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    // A token file usually ends with a newline, which no header may hold.
    if (typeof value === 'string') headers[name.toLowerCase()] = value.trim();
  }
  if (typeof options.auth === 'string') {
    headers.authorization = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  }
  return headers;
}

/** Only the kind of failure: the text of a parser's or a plugin's error may quote the credentials themselves. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const path = 'path' in error && typeof error.path === 'string' ? ` ${error.path}` : '';
  return `${code}${path}`;
}
