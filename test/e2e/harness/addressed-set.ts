import { isPodReady } from '../../../api/pod-reason.js';
import { advancedStatefulSets, pods, type Pod } from '../../../kubernetes/index.js';
import { shellImage } from '../../../stack/images/index.js';
import { waitUntil } from '../../integration/harness/wait-until.js';
import type { RunningStack } from './running-stack.js';

/** Where members answer HTTP. */
export const memberPort = 8080;

/** Python as it is in the image has sockets and no more. */
const server = `
import socket
listener = socket.create_server(('::', ${memberPort}), family=socket.AF_INET6, dualstack_ipv6=True, backlog=64)
name = (socket.gethostname() + '\\n').encode()
while True:
    peer, _ = listener.accept()
    with peer:
        peer.recv(65536)
        peer.sendall(b'HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: %d\\r\\n\\r\\n%s' % (len(name), name))
`;

/** A set whose members answer with their names; ready when they do. */
export class AddressedSet {
  readonly namespace = 'default';

  constructor(
    private readonly stack: RunningStack,
    readonly name: string,
  ) {}

  async create(options: {
    readonly replicas: number;
    /** One member on each machine, or all on this one. */
    readonly machine?: string;
    readonly podAnnotations?: Readonly<Record<string, string>>;
  }): Promise<void> {
    const { namespace, name } = this;
    const labels = { app: name };
    const spread = [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: labels },
      },
    ];
    const { replicas, machine, podAnnotations } = options;
    await this.stack.kubernetes.create(advancedStatefulSets, {
      metadata: { namespace, name },
      spec: {
        replicas,
        serviceName: name,
        podManagementPolicy: 'Parallel',
        selector: { matchLabels: labels },
        template: {
          metadata: { labels, ...(podAnnotations !== undefined && { annotations: podAnnotations }) },
          spec: {
            terminationGracePeriodSeconds: 1,
            ...(machine === undefined
              ? { topologySpreadConstraints: spread }
              : { nodeSelector: { 'kubernetes.io/hostname': machine } }),
            containers: [
              {
                name: 'member',
                image: shellImage,
                imagePullPolicy: 'Never',
                command: ['/usr/bin/tini', '--', 'python3', '-c', server],
                readinessProbe: {
                  exec: { command: ['curl', '-sf', '-o', '/dev/null', `http://[::1]:${memberPort}/`] },
                  periodSeconds: 1,
                  timeoutSeconds: 5,
                },
              },
            ],
          },
        },
      },
    });
  }

  /** Deletes the set and waits until its pods are gone. */
  async delete(): Promise<void> {
    const { namespace, name } = this;
    await this.stack.kubernetes.delete(advancedStatefulSets, { namespace, name });
    await waitUntil('the pods are gone', async () => (await this.pods()).length === 0, {
      timeoutMs: 120_000,
    });
  }

  async pods(): Promise<readonly Pod[]> {
    const { namespace, name } = this;
    return (await this.stack.kubernetes.list(pods, { namespace, labelSelector: `app=${name}` })).items;
  }

  /** The ready pods, once so many are, in the order of their names. */
  async ready(count: number): Promise<readonly Pod[]> {
    await waitUntil(
      `${count} members of ${this.name} are ready`,
      async () => (await this.pods()).filter(isPodReady).length === count,
      { timeoutMs: 120_000, everyMs: 100 },
    );
    return (await this.pods()).toSorted((a, b) => a.metadata.name.localeCompare(b.metadata.name));
  }

  /** What a program in a member prints. */
  async exec(member: string, ...command: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.stack.command('kubectl', [
      ...['exec', '-n', this.namespace, member, '--'],
      ...command,
    ]);
    if (code !== 0) throw new Error(`${command.join(' ')} in ${member} ended with ${code}: ${stderr}`);
    return stdout;
  }
}

/** Both addresses of a pod, as Kubernetes knows them, IPv4 first. */
export function addressesOf(pod: Pod | undefined): readonly [string, string] {
  const [ipv4, ipv6] = (pod?.status?.podIPs ?? []).map(({ ip }) => ip);
  if (ipv4 === undefined || ipv6 === undefined) {
    throw new Error(`pod ${pod?.metadata.name ?? 'that is not there'} has not two addresses`);
  }
  return [ipv4, ipv6];
}
