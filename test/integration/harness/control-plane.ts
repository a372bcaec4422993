import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  connect,
  createKubernetesClient,
  namespaces,
  type Connection,
  type KubernetesClient,
} from '../../../kubernetes/index.js';
import { makeCertificates, type Certificates } from './certificates.js';
import { ServerProcess } from './child.js';
import { Etcd } from './etcd.js';
import { kubernetesBinary } from './kubernetes-binary.js';
import { freePorts } from './ports.js';

export interface ControlPlaneSettings {
  /** Added to the flags of kube-apiserver, for example `--watch-cache=false`. */
  readonly apiServerFlags?: readonly string[];
}

/** Who a client is, and where it connects: `admin` may do all, `nobody` nothing; `port` is that of a proxy. */
export interface Identity {
  readonly port?: number;
  readonly user?: 'admin' | 'nobody';
}

export interface ClientOptions extends Identity {
  readonly qps?: number;
  readonly burst?: number;
  readonly timeoutMs?: number;
}

/** An etcd and a kube-apiserver of the test's own, on free loopback ports, with all they write in one folder. */
export class ControlPlane {
  readonly #tokens = { admin: randomBytes(16).toString('hex'), nobody: randomBytes(16).toString('hex') };
  readonly #connections: Connection[] = [];
  #apiServer: ServerProcess | undefined;

  private constructor(
    /** For files of the test; removed in the end. */
    readonly directory: string,
    /** Where the API server listens. */
    readonly port: number,
    private readonly binary: string,
    private readonly etcd: Etcd,
    private readonly certificates: Certificates,
    private readonly extraFlags: readonly string[],
  ) {}

  /** Returns when the API server is ready; takes some three seconds. */
  static async start(settings: ControlPlaneSettings = {}): Promise<ControlPlane> {
    const binary = kubernetesBinary();
    const directory = await mkdtemp(join(tmpdir(), 'statewright-control-plane-'));
    const [port = 0] = await freePorts(1);
    const certificates = await makeCertificates(directory);
    const etcd = await Etcd.start(binary, directory);
    const flags = settings.apiServerFlags ?? [];
    const plane = new ControlPlane(directory, port, binary, etcd, certificates, flags);
    try {
      await plane.startApiServer();
    } catch (error) {
      await plane.stop();
      throw error;
    }
    return plane;
  }

  /** A client whose connection is closed with the control plane; without a rate limit worth the name. */
  async client(options: ClientOptions = {}): Promise<KubernetesClient> {
    const { port, user, ...limits } = options;
    const kubeconfig = await this.kubeconfig({ ...(port !== undefined && { port }), ...(user && { user }) });
    const connection = connect({ role: 'test', kubeconfig, qps: 1_000, burst: 1_000, ...limits });
    this.#connections.push(connection);
    return createKubernetesClient(connection);
  }

  /** The path of a kubeconfig file, for processes of the test's own. */
  async kubeconfig({ port = this.port, user = 'admin' }: Identity = {}): Promise<string> {
    const file = join(this.directory, `kubeconfig-${user}-${port}`);
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'test',
          cluster: { server: `https://127.0.0.1:${port}`, 'certificate-authority': this.certificates.caFile },
        },
      ],
      users: [{ name: 'test', user: { token: this.#tokens[user] } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
      'current-context': 'test',
    };
    await writeFile(file, JSON.stringify(config), { mode: 0o600 });
    return file;
  }

  /** Forgets all of etcd's history: what resumes from before is answered with 410. */
  async compact(): Promise<void> {
    await this.etcd.compact();
  }

  async startApiServer(): Promise<void> {
    const tokens = `${this.#tokens.admin},admin,admin,"system:masters"\n${this.#tokens.nobody},nobody,nobody\n`;
    await writeFile(join(this.directory, 'tokens.csv'), tokens, { mode: 0o600 });
    const log = join(this.directory, 'kube-apiserver.log');
    const server = ServerProcess.start('kube-apiserver', this.binary, this.#flags(), log);
    this.#apiServer = server;
    const client = await this.client({ timeoutMs: 2_000 });
    await server.ready(async () => (await client.getRaw('/readyz')) === 'ok');
    // The API server makes it a moment after it calls itself ready.
    await server.ready(async () => (await client.get(namespaces, { name: 'default' })) !== undefined);
  }

  async stopApiServer(): Promise<void> {
    await this.#apiServer?.stop();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()));
    await this.stopApiServer();
    await this.etcd.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  #flags(): string[] {
    const { certFile, keyFile } = this.certificates;
    return [
      `--etcd-servers=${this.etcd.url}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${this.port}`,
      `--tls-cert-file=${certFile}`,
      `--tls-private-key-file=${keyFile}`,
      `--token-auth-file=${join(this.directory, 'tokens.csv')}`,
      '--anonymous-auth=false',
      '--authorization-mode=RBAC',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${certFile}`,
      `--service-account-signing-key-file=${keyFile}`,
      '--service-cluster-ip-range=10.96.0.0/16',
      // There is no controller manager to make the service account that pods are refused without.
      '--disable-admission-plugins=ServiceAccount',
      // A loopback address is not a valid endpoint, and nobody here looks for one.
      '--endpoint-reconciler-type=none',
      // Tests decide when history is forgotten.
      '--etcd-compaction-interval=0',
      ...this.extraFlags,
    ];
  }
}
