import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { addressCrds } from '../../api/crd/address-crds.js';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { distributedClusterCrd } from '../../api/crd/distributed-cluster-crd.js';
import { objectMetaSchema } from '../../api/object-meta.js';
import { catalogRules } from '../../catalog/index.js';
import { createAddressReader } from '../../controllers/admission/address-reader.js';
import { createAddressWriter } from '../../controllers/admission/address-writer.js';
import { readCertificate } from '../../controllers/admission/certificate.js';
import { factsFor } from '../../controllers/admission/facts.js';
import { review } from '../../controllers/admission/review.js';
import { serveAdmission, type AdmissionServer } from '../../controllers/admission/server.js';
import {
  advancedStatefulSets,
  ipPools,
  namespaces,
  pods,
  statefulSets,
  type KubernetesClient,
  type Resource,
} from '../../kubernetes/index.js';
import { distributedClusters } from '../../kubernetes/resources/distributed-cluster.js';
import { projectRoot } from '../harness/project-root.js';
import { AddressedPods } from './harness/addressed-pods.js';
import { makeCertificates } from './harness/certificates.js';
import { ControlPlane } from './harness/control-plane.js';
import { installCrd } from './harness/install-crd.js';
import { waitUntil } from './harness/wait-until.js';

const anything = z.looseObject({ metadata: objectMetaSchema });
const clusterWide = (group: string, plural: string, kind: string): Resource => ({
  group,
  version: 'v1',
  plural,
  kind,
  namespaced: false,
  schema: anything,
});
const roles = clusterWide('rbac.authorization.k8s.io', 'clusterroles', 'ClusterRole');
const bindings = clusterWide('rbac.authorization.k8s.io', 'clusterrolebindings', 'ClusterRoleBinding');
const validating = clusterWide(
  'admissionregistration.k8s.io',
  'validatingwebhookconfigurations',
  'ValidatingWebhookConfiguration',
);
const mutating = clusterWide(
  'admissionregistration.k8s.io',
  'mutatingwebhookconfigurations',
  'MutatingWebhookConfiguration',
);
const chartFile = async (path: string): Promise<unknown> =>
  parse(await readFile(join(projectRoot, 'charts/statewright/files', path), 'utf8'));
const entries = z.array(z.looseObject({ name: z.string() }));

const ordinalIps = 'statewright.io/ordinal-ips';
const pool = { ipv4: { subnet: '10.1.0.0/16', ranges: ['10.1.0.10-10.1.0.99'] } };
const podSpec = { containers: [{ name: 'main', image: 'none' }] };

describe('the webhook, between a real API server and those who choose addresses', () => {
  const namespace = 'team-a';
  let plane: ControlPlane;
  let api: KubernetesClient;
  let server: AdmissionServer | undefined;
  const asked: string[] = [];
  const failures: unknown[] = [];

  /** What is said against it; undefined if it is taken. */
  const refusal = (write: Promise<unknown>): Promise<string | undefined> =>
    write.then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
  const setSpec = (name: string) => ({
    selector: { matchLabels: { app: name } },
    serviceName: name,
    replicas: 1,
    template: { metadata: { labels: { app: name } }, spec: podSpec },
  });
  const makeSet = (name: string, addresses: string) =>
    api.create(statefulSets, {
      metadata: { namespace, name, annotations: { [ordinalIps]: addresses } },
      spec: setSpec(name),
    });
  const makePod = (name: string, metadata: object = {}, spec: object = {}) =>
    api.create(pods, { metadata: { namespace, name, ...metadata }, spec: { ...podSpec, ...spec } });
  const makeCluster = (name: string, ordinalIPs: Record<string, string>) =>
    api.create(distributedClusters, {
      metadata: { namespace, name },
      spec: {
        component: 'opensearch',
        version: '2.19.1',
        tenant: 'search',
        nodeTypes: [
          { name: 'master', replicas: 1 },
          { name: 'data', replicas: 1, ordinalIPs },
        ],
      },
    });

  beforeAll(async () => {
    plane = await ControlPlane.start({ apiServerFlags: ['--disable-admission-plugins=ServiceAccount'] });
    api = await plane.client();
    await Promise.all(
      [advancedStatefulSetCrd(), distributedClusterCrd(catalogRules), ...addressCrds()].map((crd) =>
        installCrd(api, crd),
      ),
    );
    await Promise.all([namespace, 'team-b'].map((name) => api.create(namespaces, { metadata: { name } })));

    // The webhook's own client may do what its roles may, and no more.
    for (const name of ['webhook', 'webhook.cluster']) {
      await api.create(roles, { metadata: { name }, rules: await chartFile(`rbac/${name}.yaml`) });
      await api.create(bindings, {
        metadata: { name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'nobody' }],
      });
    }
    const folder = join(plane.directory, 'webhook');
    await mkdir(folder);
    const certificates = await makeCertificates(folder);
    const client = await plane.client({ user: 'nobody' });
    const write = createAddressWriter(client);
    const sources = {
      rules: catalogRules,
      readMachines: () => Promise.resolve(undefined),
      askAboutPods: () => Promise.resolve(undefined),
      addresses: createAddressReader(client),
    };
    const listening = await serveAdmission({
      host: '127.0.0.1',
      port: 0,
      certificate: await readCertificate(certificates),
      review: async (request) => review(request, await factsFor(request, sources)),
      mutate: (request) => {
        asked.push(`${request.kind.kind} ${String(request.name)}`);
        return write(request);
      },
      onFailure: (error) => failures.push(error),
    });
    server = listening;
    const caBundle = (await readFile(certificates.caFile)).toString('base64');
    const webhooks = async (file: string, path: string) =>
      entries.parse(await chartFile(`admission/${file}.yaml`)).map((entry) => ({
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        failurePolicy: 'Fail',
        ...entry,
        clientConfig: { url: `https://127.0.0.1:${listening.port}${path}`, caBundle },
      }));
    const metadata = { name: 'test' };
    await api.create(validating, { metadata, webhooks: await webhooks('validating', '/validate') });
    await api.create(mutating, { metadata, webhooks: await webhooks('mutating', '/mutate') });
    await waitUntil('the webhook is asked about sets', async () => {
      const said = await refusal(makeSet('probe', 'nonsense'));
      if (said === undefined) await api.delete(statefulSets, { namespace, name: 'probe' });
      return said?.includes('not of the form') === true;
    });

    const allocator = new AddressedPods(api, 'machine');
    await allocator.pool('lan', pool);
    await allocator.pool('ops', {
      ipv4: { subnet: '10.2.0.0/16', ranges: ['10.2.0.0/24'] },
      namespaces: ['team-b'],
    });
    await allocator.bind('team-b', 'db-0', 'gone', 'lan', ['10.1.0.20']);
    await allocator.bind(namespace, 'web-1', 'gone', 'lan', ['10.1.0.11']);
  });

  afterAll(async () => {
    await server?.close(1_000);
    await plane.stop();
  });

  it('puts the address of its ordinal on the pod of a StatefulSet, and asks about no other pod', async () => {
    const { metadata } = await makeSet('web', '0=10.1.0.10,1=10.1.0.11');
    const owner = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      name: 'web',
      uid: metadata.uid,
      controller: true,
    };
    const member = { ownerReferences: [owner] };
    const addressOf = (pod: { metadata: { annotations?: Record<string, string> | undefined } }) =>
      pod.metadata.annotations?.['statewright.io/ip'];
    expect(addressOf(await makePod('web-1', member))).toBe('10.1.0.11');
    expect(addressOf(await makePod('web-2', { ...member, annotations: { a: 'b' } }))).toBeUndefined();
    expect(addressOf(await makePod('alone-1'))).toBeUndefined();
    await makePod('web-3', { ...member, annotations: { 'statewright.io/ip': '10.1.0.33' } });
    await makePod('web-4', member, { hostNetwork: true });
    expect(asked).toEqual(['Pod web-1', 'Pod web-2']);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'a pod that asks for what another name holds',
      () => makePod('p', { annotations: { 'statewright.io/ip': '10.1.0.20' } }),
      'metadata.annotations[statewright.io/ip]: 10.1.0.20 is held for team-b/db-0.',
    ],
    [
      'a set that asks for what no pool offers',
      () => makeSet('other', '0=10.9.0.1'),
      'metadata.annotations[statewright.io/ordinal-ips]: 10.9.0.1 is not among the addresses',
    ],
    [
      'a set of the platform that asks for what is of another namespace',
      () =>
        api.create(advancedStatefulSets, {
          metadata: { namespace, name: 'asts', annotations: { [ordinalIps]: '0=10.2.0.5' } },
          spec: setSpec('asts'),
        }),
      'The IPPool ops is not for namespace team-a.',
    ],
    [
      'a cluster that asks for what another name holds',
      () => makeCluster('logs', { 0: '10.1.0.12', 3: '10.1.0.20' }),
      'spec.nodeTypes[1].ordinalIPs[3]: 10.1.0.20 is held for team-b/db-0.',
    ],
    [
      'a pool that shares addresses with another',
      () =>
        api.create(ipPools, {
          metadata: { name: 'again' },
          spec: { ipv4: { subnet: '10.1.0.0/16', ranges: ['10.1.0.90-10.1.0.120'] } },
        }),
      'is also in the IPPool lan.',
    ],
  ])('refuses %s, with the field', async (_what, write, sentence) => {
    expect(await refusal(write())).toContain(sentence);
  });

  it('takes clusters and sets whose addresses can be had, and changes that have nothing to do with them', async () => {
    await makeCluster('good', { 0: '10.1.0.12', 9: '10.1.0.13' });
    const { metadata } = await makeSet('later', '0=10.1.0.40');
    await new AddressedPods(api, 'machine').bind('team-b', 'db-1', 'gone', 'lan', ['10.1.0.40']);
    const label = { metadata: { labels: { a: 'b' } } };
    await api.mergePatch(statefulSets, { namespace, name: 'later' }, label);
    const set = await api.get(statefulSets, { namespace, name: 'later' });
    expect(set?.metadata.uid).toBe(metadata.uid);
    expect(set?.metadata.labels).toEqual({ a: 'b' });
  });

  it('judged every time, with the rights of its roles', () => {
    expect(failures).toEqual([]);
  });

  it('is not needed for pods and sets of Kubernetes, but for clusters that choose', async () => {
    // Without its rights it knows nothing, and the API server acts by the failurePolicy of each.
    await api.delete(bindings, { name: 'webhook.cluster' });
    await waitUntil('the rights are gone', async () => {
      const said = await refusal(makeCluster('blind', { 0: '10.1.0.14' }));
      if (said === undefined) await api.delete(distributedClusters, { namespace, name: 'blind' });
      return said?.includes('admission.statewright.io') === true;
    });
    await makePod('free', { annotations: { 'statewright.io/ip': '10.9.9.9' } });
    await makeSet('free', '0=10.9.9.9');
    await makeCluster('plain', {});
  });
});
