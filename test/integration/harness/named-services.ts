import {
  endpointSlices,
  isAlreadyExists,
  namespaces,
  services,
  type KubernetesClient,
} from '../../../kubernetes/index.js';
import { serviceNameLabel } from '../../../kubernetes/service-names.js';

export interface TestSlice {
  readonly name: string;
  readonly addressType?: 'IPv4' | 'IPv6' | 'FQDN';
  readonly ports?: readonly object[];
  readonly endpoints: readonly object[];
}

export async function makeNamespace(client: KubernetesClient, name: string): Promise<void> {
  await client.create(namespaces, { metadata: { name } }).catch((error: unknown) => {
    if (!isAlreadyExists(error)) throw error;
  });
}

export async function makeService(
  client: KubernetesClient,
  namespace: string,
  name: string,
  spec: object,
  slices: readonly TestSlice[] = [],
): Promise<void> {
  await client.create(services, { metadata: { namespace, name }, spec });
  for (const slice of slices) await makeSlice(client, namespace, name, slice);
}

export async function makeSlice(
  client: KubernetesClient,
  namespace: string,
  service: string,
  { name, addressType = 'IPv4', ports = [], endpoints }: TestSlice,
): Promise<void> {
  await client.create(endpointSlices, {
    metadata: { namespace, name, labels: { [serviceNameLabel]: service } },
    addressType,
    ports,
    endpoints,
  });
}

/** One of each sort that CoreDNS treats in a way of its own. */
export async function makeEverySort(client: KubernetesClient, namespace: string): Promise<void> {
  await makeNamespace(client, namespace);
  const http = { name: 'http', port: 80, protocol: 'TCP' };
  const headless = { clusterIP: 'None', ports: [http] };
  const member = (index: number, more: object = {}): object => ({
    addresses: [`10.90.64.${index + 1}`],
    hostname: `db-${index}`,
    conditions: { ready: true },
    ...more,
  });
  await makeService(client, namespace, 'plain', { ports: [{ port: 9200 }] });
  await makeService(client, namespace, 'named', {
    ports: [
      http,
      { name: 'DNS'.toLowerCase(), port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53, protocol: 'TCP' },
    ],
  });
  await makeService(client, namespace, 'both', { ipFamilyPolicy: 'RequireDualStack', ports: [http] });
  await makeService(client, namespace, 'balanced', { type: 'LoadBalancer', ports: [http] });
  await makeService(client, namespace, 'on-nodes', { type: 'NodePort', ports: [http] });
  await makeService(client, namespace, 'alias', { type: 'ExternalName', externalName: 'db.corp.example' });
  await makeService(client, namespace, 'number', { type: 'ExternalName', externalName: '192.0.2.7' });
  await makeService(client, namespace, 'empty', headless);
  await makeService(client, namespace, 'db', headless, [
    { name: 'db-a', ports: [http], endpoints: [0, 1, 2].map((index) => member(index)) },
    {
      name: 'db-b',
      ports: [http, { name: 'admin', port: 9000, protocol: 'TCP' }, { port: 1, protocol: 'TCP' }],
      endpoints: [
        ...[3, 4, 5, 6, 7, 8].map((index) => member(index)),
        member(9, { conditions: { ready: false } }),
        member(10, { conditions: {} }),
      ],
    },
    {
      name: 'db-6',
      addressType: 'IPv6',
      ports: [{ name: 'http', protocol: 'TCP' }],
      endpoints: [
        { addresses: ['fd5a:90::1:5'], hostname: 'db-0' },
        { addresses: ['fd5a:90:1::'] },
        { addresses: ['fd5a:90::6'], conditions: { ready: true } },
      ],
    },
  ]);
  await makeService(client, namespace, 'nameless', { clusterIP: 'None', publishNotReadyAddresses: true }, [
    // Without ports, and one address in two Services.
    { name: 'nameless-a', endpoints: [{ addresses: ['10.90.64.1'] }, { addresses: ['10.90.65.1'] }] },
  ]);
}
