import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { objectMetaSchema } from '../../api/object-meta.js';
import { advancedStatefulSets, type KubernetesClient, type Resource } from '../../kubernetes/index.js';
import { ControlPlane } from './harness/control-plane.js';
import { installCrd } from './harness/install-crd.js';
import { kubectl } from './harness/kubectl.js';
import { baseSet, specOf } from './harness/set-specs.js';
import { waitUntil } from './harness/wait-until.js';

const scaleSchema = z.looseObject({
  metadata: z.looseObject({ resourceVersion: z.string() }),
  spec: z.looseObject({ replicas: z.int() }),
  status: z.looseObject({ replicas: z.int(), selector: z.string().optional() }),
});

describe('an AdvancedStatefulSet in a real API server', () => {
  const namespace = 'default';
  let plane: ControlPlane;
  let api: KubernetesClient;
  let serial = 0;

  const newRef = (): { namespace: string; name: string } => {
    serial += 1;
    return { namespace, name: `set-${serial}` };
  };

  beforeAll(async () => {
    plane = await ControlPlane.start();
    api = await plane.client();
    await installCrd(api, advancedStatefulSetCrd());
    await waitUntil('the kind takes objects', async () => {
      await api.create(advancedStatefulSets, { metadata: newRef(), spec: baseSet });
      return true;
    });
  });

  afterAll(async () => {
    await plane.stop();
  });

  it('fills in what apps/v1 fills in, and its own', async () => {
    const { spec } = await api.create(advancedStatefulSets, {
      metadata: newRef(),
      spec: { selector: baseSet.selector, template: baseSet.template, offlineStrategy: { podOrdinals: [1] } },
    });
    expect(spec).toMatchObject({
      replicas: 1,
      podManagementPolicy: 'OrderedReady',
      updateStrategy: {
        type: 'RollingUpdate',
        rollingUpdate: { partition: 0, maxUnavailable: 1, podUpdatePolicy: 'ReCreate' },
      },
      revisionHistoryLimit: 10,
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      offlineStrategy: { podOrdinals: [1], volumes: 'Retain' },
      template: { spec: { restartPolicy: 'Always', terminationGracePeriodSeconds: 30 } },
    });
  });

  it('takes and keeps fractions of a processor, which apps/v1 takes', async () => {
    const spec = specOf(['template.spec.containers.0.resources', { requests: { cpu: 0.5, memory: '1e9' } }]);
    const created = await api.create(advancedStatefulSets, { metadata: newRef(), spec });
    expect(created.spec.template.spec.containers).toMatchObject([
      { resources: { requests: { cpu: 0.5, memory: '1e9' } } },
    ]);
  });

  it('lets several hold ordinals offline, each its own', async () => {
    const ref = newRef();
    await api.create(
      advancedStatefulSets,
      { metadata: ref, spec: specOf(['offlineStrategy.podOrdinals', [0]]) },
      { fieldManager: 'owner' },
    );
    const hold = (podOrdinals: readonly number[]) =>
      api.apply(
        advancedStatefulSets,
        { metadata: ref, spec: { offlineStrategy: { podOrdinals } } },
        { fieldManager: 'drain', force: false },
      );
    expect((await hold([2])).spec.offlineStrategy?.podOrdinals).toEqual([0, 2]);
    expect((await hold([])).spec.offlineStrategy?.podOrdinals).toEqual([0]);
  });

  it('is scaled through its scale subresource, which knows its pods', async () => {
    const ref = newRef();
    await api.create(advancedStatefulSets, { metadata: ref, spec: baseSet });
    const status = { replicas: 4, selector: 'app=web' };
    await api.mergePatch(advancedStatefulSets, ref, { status }, { subresource: 'status' });
    const path = `/apis/statewright.io/v1alpha1/namespaces/${namespace}/advancedstatefulsets/${ref.name}/scale`;
    const scale = scaleSchema.parse(JSON.parse(await api.getRaw(path)));
    expect(scale).toMatchObject({ spec: { replicas: 5 }, status: { replicas: 4, selector: 'app=web' } });

    const scales: Resource = {
      ...advancedStatefulSets,
      schema: z.looseObject({ metadata: objectMetaSchema }),
    };
    await api.mergePatch(scales, ref, { spec: { replicas: 7 } }, { subresource: 'scale' });
    expect((await api.get(advancedStatefulSets, ref))?.spec.replicas).toBe(7);
    const below = api.mergePatch(scales, ref, { spec: { replicas: -1 } }, { subresource: 'scale' });
    await expect(below).rejects.toThrow('spec.replicas');
  });

  it('keeps status apart from spec, with every field of it', async () => {
    const ref = newRef();
    await api.create(advancedStatefulSets, { metadata: ref, spec: baseSet });
    const status = {
      observedGeneration: 1,
      replicas: 4,
      wanted: 3,
      offline: [0, '3-5'],
      outOfRange: ['7-9'],
      readyReplicas: 3,
      availableReplicas: 2,
      currentReplicas: 1,
      updatedReplicas: 2,
      currentRevision: 'web-1',
      updateRevision: 'web-2',
      collisionCount: 1,
      selector: 'app=web',
      conditions: [
        {
          type: 'Available',
          status: 'True',
          reason: 'R',
          message: 'm',
          observedGeneration: 1,
          lastTransitionTime: '2026-01-02T03:04:05Z',
        },
      ],
    };
    const written = await api.mergePatch(
      advancedStatefulSets,
      ref,
      { status, spec: { replicas: 9 } },
      { subresource: 'status' },
    );
    expect(written.status).toEqual(status);
    expect(written.spec.replicas).toBe(5);
    expect(written.metadata.generation).toBe(1);
  });

  it('shows people what counts, by its short name', async () => {
    const ref = newRef();
    await api.create(advancedStatefulSets, {
      metadata: ref,
      spec: specOf(['offlineStrategy.podOrdinals', [0, '3-4']]),
    });
    const status = {
      wanted: 2,
      readyReplicas: 1,
      updatedReplicas: 2,
      availableReplicas: 1,
      offline: [0, '3-4'],
      selector: 'app=web',
    };
    await api.mergePatch(advancedStatefulSets, ref, { status }, { subresource: 'status' });
    const printed = await kubectl(await plane.kubeconfig(), 'get', 'asts', ref.name, '-n', namespace);
    const [head, row] = printed.trim().split('\n');
    expect(head?.split(/\s+/)).toEqual(['NAME', 'WANTED', 'READY', 'UPDATED', 'AVAILABLE', 'OFFLINE', 'AGE']);
    expect(row?.split(/\s+/).slice(0, -1)).toEqual([ref.name, '2', '1', '2', '1', '[0,"3-4"]']);
    const wide = await kubectl(
      await plane.kubeconfig(),
      'get',
      'asts',
      ref.name,
      '-n',
      namespace,
      '-o',
      'wide',
    );
    expect(wide).toMatch(/main +registry\.example\/web:1 +app=web/);
    const explained = await kubectl(
      await plane.kubeconfig(),
      'explain',
      'asts.spec.offlineStrategy.podOrdinals',
    );
    expect(explained).toContain('Ordinals that have no pod');
  });
});
