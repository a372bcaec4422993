import { namespaces, services, type KubernetesClient } from '../../kubernetes/index.js';
import { inParallel } from '../harness/in-parallel.js';

export const SERVICES = 10_000;
export const domain = 'k8s.corp.example';

const namespace = 'many';
const nameOf = (index: number): string => `service-${index}`;

export const serviceKeys: readonly string[] = Array.from(
  { length: SERVICES },
  (_, index) => `${namespace}/${nameOf(index)}`,
);

/** Each has a ClusterIP and a port: one name with an address and a port, and our mark. */
export async function makeServices(client: KubernetesClient): Promise<void> {
  await client.create(namespaces, { metadata: { name: namespace } });
  await inParallel(SERVICES, 32, async (index) => {
    await client.create(services, {
      metadata: { namespace, name: nameOf(index) },
      spec: { ports: [{ port: 80 }] },
    });
  });
}
