import { expect, it } from 'vitest';
import { vipCondition } from '../api/balancer/index.js';
import type { KubernetesClient } from '../kubernetes/index.js';
import { createServices } from './services.js';

const condition = { type: vipCondition, status: 'True', reason: 'Served', message: 'TVS serves 10.96.0.5.' };

/** An API server with one Service and nothing else. */
function servicesOf(conditions: readonly object[]) {
  const service = {
    metadata: { namespace: 'shop', name: 'web', uid: 'u' },
    spec: { type: 'ClusterIP', clusterIP: '10.96.0.5', clusterIPs: ['10.96.0.5'], ports: [{ port: 80 }] },
    status: { conditions },
  };
  const kubernetes = {
    get: () => Promise.resolve(service),
    list: () => Promise.resolve({ items: [] }),
  } as unknown as KubernetesClient;
  return createServices({
    kubernetes: () => kubernetes,
    temporal: () => expect.fail(),
    temporalIfAny: () => undefined,
  });
}

it.each([
  ['a Service that is served', [condition], ['10.96.0.5']],
  ['one of which nothing is said, as where only annotated ones are served', [], []],
])('shows of %s what is wanted of the balancer', async (_case, conditions, addresses) => {
  const { wanted } = await servicesOf(conditions).describe({ namespace: 'shop', name: 'web' });
  expect(wanted.map(({ address }) => address)).toEqual(addresses);
});
