import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createNameServer, type NameServer } from '../../../activities/dns/name-server.js';
import { namedArguments, namedFiles, type StaticZone } from '../../../stack/dns/named-conf.js';
import { ServerProcess } from './child.js';
import { freePorts } from './ports.js';

const run = promisify(execFile);

export interface BindSettings {
  readonly dynamicZones: readonly string[];
  readonly staticZones?: readonly StaticZone[];
  readonly algorithm?: 'hmac-sha256' | 'hmac-sha384' | 'hmac-sha512';
}

/** A BIND 9 of the test's own, on a free loopback port, with all it writes in one folder. */
export class Bind {
  readonly secret = randomBytes(32);
  readonly #operator = {
    name: 'operator',
    algorithm: 'hmac-sha256',
    secret: randomBytes(32).toString('base64'),
  } as const;
  readonly keyName = 'statewright-test';
  #process: ServerProcess | undefined;

  private constructor(
    readonly directory: string,
    readonly port: number,
    private readonly settings: BindSettings,
  ) {}

  static async start(settings: BindSettings): Promise<Bind> {
    const directory = await mkdtemp(join(tmpdir(), 'statewright-bind-'));
    const [port = 0] = await freePorts(1);
    const bind = new Bind(directory, port, settings);
    const files = namedFiles({
      directory,
      listen: ['127.0.0.1'],
      port,
      key: { name: bind.keyName, algorithm: bind.algorithm, secret: bind.secret.toString('base64') },
      operatorKey: bind.#operator,
      dynamicZones: settings.dynamicZones,
      staticZones: settings.staticZones ?? [],
      server: { name: 'ns1.corp.example', addresses: ['127.0.0.1'] },
    });
    await Promise.all(files.map(({ path, content }) => writeFile(path, content, { mode: 0o600 })));
    await bind.up();
    return bind;
  }

  get algorithm(): 'hmac-sha256' | 'hmac-sha384' | 'hmac-sha512' {
    return this.settings.algorithm ?? 'hmac-sha256';
  }

  /** A client with the key, or with another; `port` is that of a proxy. */
  nameServer(
    options: { readonly port?: number; readonly secret?: Buffer; readonly silenceMs?: number } = {},
  ): NameServer {
    return createNameServer({
      name: 'bind',
      host: '127.0.0.1',
      port: options.port ?? this.port,
      key: { name: this.keyName, algorithm: this.algorithm, secret: options.secret ?? this.secret },
      silenceMs: options.silenceMs ?? 5_000,
    });
  }

  async up(): Promise<void> {
    const server = ServerProcess.start(
      'named',
      '/usr/sbin/named',
      namedArguments(this.directory),
      join(this.directory, 'named.log'),
    );
    this.#process = server;
    const [zone = ''] = this.settings.dynamicZones;
    await server.ready(async () => (await this.nameServer().query(zone, 'SOA')).length === 1);
  }

  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** What a person does: lines for nsupdate, with the key of people. */
  async nsupdate(...lines: readonly string[]): Promise<void> {
    const file = join(this.directory, `nsupdate-${randomBytes(4).toString('hex')}`);
    await writeFile(file, `server 127.0.0.1 ${this.port}\n${lines.join('\n')}\nsend\n`);
    const { algorithm, name, secret } = this.#operator;
    await run('nsupdate', ['-y', `${algorithm}:${name}:${secret}`, file]);
  }

  async dig(...words: readonly string[]): Promise<string> {
    const { stdout } = await run('dig', ['@127.0.0.1', '-p', `${this.port}`, '+tcp', ...words]);
    return stdout;
  }
}
