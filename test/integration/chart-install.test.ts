import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { objectMetaSchema } from '../../api/object-meta.js';
import type { KubernetesClient, KubernetesObject, ObjectToWrite, Resource } from '../../kubernetes/index.js';
import { chart, helm, renderChart } from '../harness/helm.js';
import { ControlPlane } from './harness/control-plane.js';
import { waitUntil } from './harness/wait-until.js';

const objectSchema = z.looseObject({ metadata: objectMetaSchema });

function kind(group: string, plural: string, kindName: string, namespaced = true, version = 'v1'): Resource {
  return { group, version, plural, kind: kindName, namespaced, schema: objectSchema };
}

/** Every kind of object that the chart makes. */
const kinds = [
  kind('', 'services', 'Service'),
  kind('', 'secrets', 'Secret'),
  kind('', 'serviceaccounts', 'ServiceAccount'),
  kind('apps', 'deployments', 'Deployment'),
  kind('apps', 'daemonsets', 'DaemonSet'),
  kind('batch', 'jobs', 'Job'),
  kind('policy', 'poddisruptionbudgets', 'PodDisruptionBudget'),
  kind('networking.k8s.io', 'networkpolicies', 'NetworkPolicy'),
  kind('rbac.authorization.k8s.io', 'roles', 'Role'),
  kind('rbac.authorization.k8s.io', 'rolebindings', 'RoleBinding'),
  kind('rbac.authorization.k8s.io', 'clusterroles', 'ClusterRole', false),
  kind('rbac.authorization.k8s.io', 'clusterrolebindings', 'ClusterRoleBinding', false),
  kind(
    'admissionregistration.k8s.io',
    'validatingwebhookconfigurations',
    'ValidatingWebhookConfiguration',
    false,
  ),
  kind(
    'admissionregistration.k8s.io',
    'mutatingwebhookconfigurations',
    'MutatingWebhookConfiguration',
    false,
  ),
] as const;

const clusters = kind('statewright.io', 'distributedclusters', 'DistributedCluster', true, 'v1alpha1');
const crds = kind('apiextensions.k8s.io', 'customresourcedefinitions', 'CustomResourceDefinition', false);
const namespaces = kind('', 'namespaces', 'Namespace', false);

const secretSchema = z.looseObject({ data: z.record(z.string(), z.string()) });
const configurationSchema = z.looseObject({
  webhooks: z.array(z.looseObject({ clientConfig: z.looseObject({ caBundle: z.string() }) })).min(1),
});

function cluster(name: string, namespace: string, finalizers: readonly string[] = []): ObjectToWrite {
  return {
    metadata: { name, namespace, finalizers },
    spec: {
      component: 'opensearch',
      version: '2.19.1',
      tenant: 'search',
      nodeTypes: [
        { name: 'master', replicas: 1 },
        { name: 'data', replicas: 1 },
        { name: 'client', replicas: 1 },
      ],
    },
  };
}

describe('the chart in a real API server', () => {
  const namespace = 'platform';
  let plane: ControlPlane;
  let client: KubernetesClient;

  beforeAll(async () => {
    plane = await ControlPlane.start();
    client = await plane.client();
    await client.create(namespaces, { metadata: { name: namespace } });
    await client.create(namespaces, { metadata: { name: 'elsewhere' } });
  });

  afterAll(async () => {
    await plane.stop();
  });

  /** Without its hooks: nothing runs pods here. */
  async function release(verb: 'install' | 'upgrade', ...settings: readonly string[]): Promise<void> {
    const args = [verb, 'sw', chart, '--namespace', namespace, '--no-hooks', ...settings];
    await helm(args, await plane.kubeconfig());
  }

  async function remaining(): Promise<string[]> {
    const found = await Promise.all(
      kinds.map(async (resource) => {
        const { items } = await client.list(resource, { labelSelector: 'app.kubernetes.io/instance=sw' });
        return items.map((item: KubernetesObject) => `${resource.kind} ${item.metadata.name}`);
      }),
    );
    return found.flat();
  }

  /** The authority of the certificate in use and the one that the API server trusts, each base64 of PEM. */
  async function authorities(): Promise<{ readonly used: string; readonly trusted: string }> {
    const [secret, configuration] = await Promise.all([
      client.get(kinds[1], { namespace, name: 'sw-statewright-webhook-tls' }),
      client.get(kinds[12], { name: 'platform-sw-statewright' }),
    ]);
    const [webhook] = configurationSchema.parse(configuration).webhooks;
    return {
      used: secretSchema.parse(secret).data['ca.crt'] ?? '',
      trusted: webhook?.clientConfig.caBundle ?? '',
    };
  }

  it('keeps its certificate over an upgrade, and renews it when the Secret was deleted', async () => {
    await release('install');
    const installed = await authorities();
    expect(installed.used).toBe(installed.trusted);

    await release('upgrade', '--set', 'orchestrator.replicas=5');
    expect(await authorities()).toEqual(installed);
    expect(await client.get(kinds[3], { namespace, name: 'sw-statewright-orchestrator' })).toMatchObject({
      spec: { replicas: 5 },
    });

    await client.delete(kinds[1], { namespace, name: 'sw-statewright-webhook-tls' });
    await release('upgrade');
    const renewed = await authorities();
    expect(renewed.used).toBe(renewed.trusted);
    expect(renewed.used).not.toBe(installed.used);
  });

  /** The API server hears of a changed webhook configuration a moment after it was written. */
  async function untilRefused(write: () => Promise<unknown>): Promise<void> {
    await waitUntil('the API server asks the webhook that does not answer', async () => {
      const refusal = await write().then(
        () => '',
        (error: unknown) => String(error),
      );
      return refusal.includes('sw-statewright-webhook');
    });
  }

  async function untilMade(object: ObjectToWrite): Promise<KubernetesObject> {
    const made: KubernetesObject[] = [];
    await waitUntil('the API server no longer asks the webhook', async () => {
      made.push(await client.create(clusters, object));
      return true;
    });
    const [first] = made;
    if (first === undefined) throw new Error('Nothing was made.');
    return first;
  }

  it('refuses changes while no webhook answers, but lets a cluster that is being deleted go', async () => {
    await release('upgrade', '--set', 'webhook.failurePolicy=Ignore');
    const ref = { namespace, name: 'logs' };
    const made = await untilMade(cluster('logs', namespace, ['statewright.io/test']));

    await release('upgrade', '--set', 'webhook.failurePolicy=Fail');
    await untilRefused(() => client.mergePatch(clusters, ref, { metadata: { labels: { changed: 'yes' } } }));
    await untilRefused(() => client.create(clusters, cluster('more', namespace)));

    await client.delete(clusters, ref, { uid: made.metadata.uid });
    await client.mergePatch(clusters, ref, { metadata: { finalizers: null } });
    expect(await client.get(clusters, ref)).toBeUndefined();
  });

  it('leaves namespaces alone that it does not serve', async () => {
    await release('upgrade', '--set', `watchNamespaces={${namespace}}`);
    const made = await untilMade(cluster('foreign', 'elsewhere'));
    await untilRefused(() => client.create(clusters, cluster('own', namespace)));
    const ref = { namespace: 'elsewhere', name: 'foreign' };
    expect(await client.delete(clusters, ref, { uid: made.metadata.uid })).toBe('deleted');
  });

  it('leaves nothing behind when it is uninstalled but the resource definitions', async () => {
    expect(await remaining()).not.toEqual([]);
    await helm(['uninstall', 'sw', '--namespace', namespace, '--no-hooks'], await plane.kubeconfig());
    expect(await remaining()).toEqual([]);
    expect(await client.get(crds, { name: 'distributedclusters.statewright.io' })).toBeDefined();
  });

  it('has no object with a field that the API server does not know or accept', async () => {
    const objects = await renderChart({ 'network.enabled': true });
    for (const object of objects) {
      const resource = kinds.find((candidate) => candidate.kind === object.kind);
      if (resource === undefined) throw new Error(`${object.kind} is missing in the table of this test.`);
      const accepted = await client.apply(resource, object);
      expect(accepted.metadata.name).toBe(object.metadata.name);
    }
  });
});
