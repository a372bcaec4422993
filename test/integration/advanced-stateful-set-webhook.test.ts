import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { objectMetaSchema } from '../../api/object-meta.js';
import { readCertificate } from '../../controllers/admission/certificate.js';
import { createPodAsker } from '../../controllers/admission/pod-asker.js';
import { review } from '../../controllers/admission/review.js';
import { serveAdmission, type AdmissionServer } from '../../controllers/admission/server.js';
import { advancedStatefulSets, type KubernetesClient, type Resource } from '../../kubernetes/index.js';
import { projectRoot } from '../harness/project-root.js';
import { makeCertificates } from './harness/certificates.js';
import { ControlPlane } from './harness/control-plane.js';
import type { Fields } from './harness/fields-of.js';
import { installCrd } from './harness/install-crd.js';
import { baseSet, claim, specOf } from './harness/set-specs.js';
import { waitUntil } from './harness/wait-until.js';

const anything = z.looseObject({ metadata: objectMetaSchema });
const kind = (group: string, plural: string, name: string): Resource => ({
  group,
  version: 'v1',
  plural,
  kind: name,
  namespaced: false,
  schema: anything,
});
const roles = kind('rbac.authorization.k8s.io', 'clusterroles', 'ClusterRole');
const bindings = kind('rbac.authorization.k8s.io', 'clusterrolebindings', 'ClusterRoleBinding');
const configurations = kind(
  'admissionregistration.k8s.io',
  'validatingwebhookconfigurations',
  'ValidatingWebhookConfiguration',
);

/** [what is wrong, the spec, the field that must be named, what must be said] */
const badSpecs: readonly (readonly [string, Fields, string, string])[] = [
  [
    'a volume that is mounted and is not there',
    specOf(['template.spec.containers.0.volumeMounts', [{ name: 'missing', mountPath: '/m' }]]),
    'spec.template.spec.containers[0].volumeMounts[0].name',
    'Kubernetes would refuse the pods: Not found: "missing". Correct the field as for a pod that stands alone.',
  ],
  [
    'a probe that asks nothing',
    specOf(['template.spec.containers.0.livenessProbe', {}]),
    'spec.template.spec.containers[0].livenessProbe',
    'must specify a handler type',
  ],
  [
    'a volume that two sources fill',
    specOf(['template.spec.volumes', [{ name: 'v', emptyDir: {}, hostPath: { path: '/' } }]]),
    'spec.template.spec.volumes[0].hostPath',
    'may not specify more than 1 volume type',
  ],
  [
    'a claim with an access that nothing has beside others',
    specOf(['volumeClaimTemplates.0.spec.accessModes', ['ReadWriteOncePod', 'ReadWriteOnce']]),
    'spec.volumeClaimTemplates[0].spec.accessModes',
    'may not use ReadWriteOncePod with other access modes',
  ],
];

describe('the webhook, between a real API server and the owners of sets', () => {
  let plane: ControlPlane;
  let api: KubernetesClient;
  let server: AdmissionServer;
  let serial = 0;
  const failures: unknown[] = [];

  const newRef = (): { namespace: string; name: string } => {
    serial += 1;
    return { namespace: 'default', name: `set-${serial}` };
  };

  const create = (spec: Fields) => api.create(advancedStatefulSets, { metadata: newRef(), spec });

  async function change(before: Fields, after: Fields) {
    const { metadata } = await create(before);
    const { name, resourceVersion } = metadata;
    return api.replace(advancedStatefulSets, {
      metadata: { namespace: 'default', name, resourceVersion },
      spec: after,
    });
  }

  beforeAll(async () => {
    plane = await ControlPlane.start();
    api = await plane.client();
    await installCrd(api, advancedStatefulSetCrd());

    // The webhook's own client may do what its role may, and no more.
    const rules: unknown = parse(
      await readFile(join(projectRoot, 'charts/statewright/files/rbac/webhook.yaml'), 'utf8'),
    );
    await api.create(roles, { metadata: { name: 'webhook' }, rules });
    await api.create(bindings, {
      metadata: { name: 'webhook' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'webhook' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'nobody' }],
    });
    const askAboutPods = createPodAsker(await plane.client({ user: 'nobody' }), (error) =>
      failures.push(error),
    );
    const folder = join(plane.directory, 'webhook');
    await mkdir(folder);
    const certificates = await makeCertificates(folder);
    server = await serveAdmission({
      host: '127.0.0.1',
      port: 0,
      certificate: await readCertificate(certificates),
      review: async (request) =>
        review(request, { rules: [], machines: undefined, pods: await askAboutPods(request) }),
      mutate: ({ uid }) => Promise.resolve({ uid, allowed: true }),
      onFailure: (error) => failures.push(error),
    });
    await api.create(configurations, {
      metadata: { name: 'test' },
      webhooks: [
        {
          name: 'admission.statewright.io',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          failurePolicy: 'Fail',
          clientConfig: {
            url: `https://127.0.0.1:${server.port}/validate`,
            caBundle: (await readFile(certificates.caFile)).toString('base64'),
          },
          rules: [
            {
              apiGroups: ['statewright.io'],
              apiVersions: ['v1alpha1'],
              resources: ['advancedstatefulsets'],
              operations: ['CREATE', 'UPDATE'],
            },
          ],
        },
      ],
    });
    const missing = specOf(['template.spec.containers.0.volumeMounts', [{ name: 'x', mountPath: '/x' }]]);
    await waitUntil('the webhook is asked and answers', async () => {
      const refusal = await create(missing).catch((error: unknown) => String(error));
      return typeof refusal === 'string' && refusal.includes('Kubernetes would refuse the pods');
    });
  });

  afterAll(async () => {
    await server.close(1_000);
    await plane.stop();
  });

  it('takes a set that can be, with pods that mount their claims', async () => {
    const spec = specOf(
      ['template.spec.containers.0.volumeMounts', [{ name: 'data', mountPath: '/data' }]],
      ['template.spec.hostname', 'Not_Ours_To_Give'],
    );
    expect((await create(spec)).spec.replicas).toBe(5);
  });

  it.each(badSpecs)('refuses %s with field, reason and remedy', async (_what, spec, field, sentence) => {
    const refusal = await create(spec).then(() => undefined, String);
    expect(refusal).toContain(`${field}: `);
    expect(refusal).toContain(sentence);
  });

  it('refuses a change of a claim that the rules of the definition do not see', async () => {
    const labelled = { ...claim('2Gi'), metadata: { name: 'data', labels: { a: 'b' } } };
    const refusal = await change(baseSet, specOf(['volumeClaimTemplates', [labelled]])).then(
      () => undefined,
      String,
    );
    expect(refusal).toContain(
      'spec.volumeClaimTemplates[0]: Claims that exist follow their templates in one thing',
    );
  });

  it('takes a change of the template, and a claim that grows', async () => {
    const larger = specOf(
      ['template.spec.containers.0.image', 'registry.example/web:2'],
      ['volumeClaimTemplates.0.spec.resources.requests.storage', '3Gi'],
    );
    expect((await change(baseSet, larger)).metadata.generation).toBe(2);
  });

  it('is always answered when it asks about pods, with the rights of its role', () => {
    expect(failures).toEqual([]);
  });
});
