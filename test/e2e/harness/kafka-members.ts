import { outside } from '../../../stack/sample/outside-host.js';
import { advancedStatefulSets, pods, services } from '../../../kubernetes/index.js';
import { kafkaImage } from '../../../stack/images/index.js';
import { jarsFolder } from '../../../stack/images/jars.js';
import { kafka } from '../../../stack/images/kafka.js';
import { waitUntil } from '../../integration/harness/wait-until.js';
import { isPodReady } from '../../../api/pod-reason.js';
import type { RunningStack } from './running-stack.js';

const port = 9092;

/** Member 0 is the controller too. Each tells clients to come to it by the name that Kubernetes gave it. */
const start = `
set -eu
ordinal=\${HOSTNAME##*-}
name=$(hostname -f)
domain=\${name#*.}
roles=broker
listeners=PLAINTEXT://:${port}
if [ "$ordinal" = 0 ]; then
  roles=broker,controller
  listeners=$listeners,CONTROLLER://:9093
fi
cat >/tmp/server.properties <<END
process.roles=$roles
node.id=$ordinal
controller.quorum.voters=0@\${HOSTNAME%-*}-0.$domain:9093
listeners=$listeners
advertised.listeners=PLAINTEXT://$name:${port}
controller.listener.names=CONTROLLER
log.dirs=/tmp/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
END
java kafka.tools.StorageTool format --ignore-formatted -t AAAAAAAAAAAAAAAAAAAAAQ -c /tmp/server.properties
exec java -Xmx256m kafka.Kafka /tmp/server.properties
`;

/** Two Kafka brokers whose clients are sent on to each member by its name, and a Service in front of them. */
export class KafkaMembers {
  readonly namespace = 'default';

  constructor(
    private readonly stack: RunningStack,
    readonly name: string,
  ) {}

  /** Where clients begin: the Service's name in the company's domain. */
  get bootstrap(): string {
    return `${this.name}.${this.namespace}.svc.${this.stack.stack.settings.clusterDomain}:${port}`;
  }

  async create(): Promise<void> {
    const { namespace, name, stack } = this;
    const labels = { app: name };
    const ports = [{ name: 'kafka', port }];
    const members = `${name}-members`;
    await stack.kubernetes.create(services, {
      metadata: { namespace, name },
      spec: { selector: labels, ports },
    });
    await stack.kubernetes.create(services, {
      metadata: { namespace, name: members },
      spec: { clusterIP: 'None', publishNotReadyAddresses: true, selector: labels, ports },
    });
    await stack.kubernetes.create(advancedStatefulSets, {
      metadata: { namespace, name },
      spec: {
        replicas: 2,
        serviceName: members,
        podManagementPolicy: 'Parallel',
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            terminationGracePeriodSeconds: 1,
            containers: [
              {
                name: 'kafka',
                image: kafkaImage.reference,
                imagePullPolicy: 'Never',
                command: ['/usr/bin/tini', '--', 'sh', '-c', start],
                readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
              },
            ],
          },
        },
      },
    });
  }

  async ready(): Promise<void> {
    const { namespace, name } = this;
    await waitUntil(
      'both members of Kafka are ready',
      async () => {
        const { items } = await this.stack.kubernetes.list(pods, { namespace, labelSelector: `app=${name}` });
        return items.filter(isPodReady).length === 2;
      },
      { timeoutMs: 180_000 },
    );
  }

  async delete(): Promise<void> {
    const { namespace, name } = this;
    await this.stack.kubernetes.delete(advancedStatefulSets, { namespace, name });
    await this.stack.kubernetes.delete(services, { namespace, name });
    await this.stack.kubernetes.delete(services, { namespace, name: `${name}-members` });
    await waitUntil('the members of Kafka are gone', async () => {
      const { items } = await this.stack.kubernetes.list(pods, { namespace, labelSelector: `app=${name}` });
      return items.length === 0;
    });
  }

  /** Kafka's own command-line programs on the host outside. */
  async client(program: string, ...args: readonly string[]): Promise<string> {
    const classpath = `${jarsFolder(this.stack.stack.paths, kafka)}/*`;
    return outside('java', '-cp', classpath, `org.apache.kafka.tools.${program}`, ...args);
  }
}
