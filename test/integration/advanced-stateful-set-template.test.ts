import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { StatewrightError } from '../../api/errors/index.js';
import { objectMetaSchema } from '../../api/object-meta.js';
import { createPodAsker, type AskAboutPods } from '../../controllers/admission/pod-asker.js';
import { review } from '../../controllers/admission/review.js';
import {
  advancedStatefulSets,
  statefulSets,
  type KubernetesClient,
  type Resource,
} from '../../kubernetes/index.js';
import { ControlPlane } from './harness/control-plane.js';
import {
  changedAt,
  definedFields,
  fieldsIn,
  isFields,
  usedFields,
  valueAt,
  type Fields,
  type Path,
} from './harness/fields-of.js';
import { installCrd } from './harness/install-crd.js';
import { maximalStatefulSetSpec } from './harness/maximal-stateful-set.js';
import { hostSetSpec, namedSetSpec, windowsSetSpec } from './harness/other-stateful-sets.js';
import { waitUntil } from './harness/wait-until.js';

/** Milliseconds for hundreds of requests, each changed in another field. */
const manyRequests = 300_000;

const storedSchema = z.looseObject({
  // What is not really made has no version.
  metadata: objectMetaSchema.extend({ resourceVersion: z.string().default('') }),
  spec: z.record(z.string(), z.unknown()),
});
const ofKubernetes: Resource<z.infer<typeof storedSchema>> = { ...statefulSets, schema: storedSchema };
const ours: Resource<z.infer<typeof storedSchema>> = { ...advancedStatefulSets, schema: storedSchema };

const specs: readonly (readonly [string, Fields])[] = [
  ['a set with every field that can stand beside the others', maximalStatefulSetSpec],
  ['a set of pods on Windows', windowsSetSpec],
  ['a set of pods close to their host, with metadata and claims in full', hostSetSpec],
  ['a set of pods with a hostname of their own', namedSetSpec],
];

/**
 * Where ours keeps something else than apps/v1, and docs/advanced-statefulset-fields.md says so: what is left out is filled in
 * there by code that a schema has no words for, and here only in the pods that are made. `[]` is any entry of a list.
 */
const keptOtherwise: readonly RegExp[] = [
  // By the tag of the image.
  /^template\.spec\.(initContainers|containers)\[\]\.imagePullPolicy$/,
  /^template\.spec\.volumes\[\]\.image\.pullPolicy$/,
  // A volume without a source is an emptyDir.
  /^template\.spec\.volumes\[\]\.[a-zA-Z]+$/,
  // Two names for one thing: apps/v1 writes both.
  /^template\.spec\.serviceAccount(Name)?$/,
  // Quantities stay as they were written: 0.5 does not become 500m.
  /\.(requests|limits|overhead)\.[^.]+$|\.emptyDir\.sizeLimit$/,
  // apps/v1 writes what is left out as null, or as "".
  /^template\.spec\.volumes\[\]\.(projected\.sources|scaleIO\.secretRef)$/,
  /^serviceName$/,
  // rollingUpdate comes with its defaults only if updateStrategy is left out as a whole.
  /^updateStrategy\.type$/,
  /^volumeClaimTemplates\[\]\.status\./,
];

/** Fields that ours asks for and apps/v1 does without: in the status of a claim's template, which nothing reads. */
const askedFor =
  /^volumeClaimTemplates\[\]\.status\.(modifyVolumeStatus\.status|conditions\[\]\.(type|status))$/;

describe('the template of an AdvancedStatefulSet in a real API server', () => {
  let plane: ControlPlane;
  let api: KubernetesClient;
  let askAboutPods: AskAboutPods;

  /** What the API server would keep of it, or its refusal. Nothing is made. */
  async function kept(resource: typeof ours, spec: unknown): Promise<Fields | StatewrightError> {
    const metadata = { namespace: 'default', name: 'web' };
    try {
      return (await api.create(resource, { metadata, spec }, { dryRun: true })).spec;
    } catch (error) {
      if (error instanceof StatewrightError && error.code === 'KubernetesRefused') return error;
      throw error;
    }
  }

  /** What the webhook says against what the API server would keep; undefined if it takes it. */
  async function objection(spec: Fields): Promise<string | undefined> {
    const request = {
      uid: 'r',
      kind: { group: 'statewright.io', version: 'v1alpha1', kind: 'AdvancedStatefulSet' },
      operation: 'CREATE' as const,
      namespace: 'default',
      object: {
        apiVersion: 'statewright.io/v1alpha1',
        kind: 'AdvancedStatefulSet',
        metadata: { name: 'web' },
        spec,
      },
      oldObject: undefined,
    };
    const { status, warnings } = review(request, {
      rules: [],
      machines: undefined,
      pods: await askAboutPods(request),
    });
    expect(warnings).toBeUndefined();
    return status?.message;
  }

  /** Without what only ours has. */
  function asKubernetes(spec: Fields): unknown {
    const hasIt = isFields(spec.updateStrategy) && isFields(spec.updateStrategy.rollingUpdate);
    const field = ['updateStrategy', 'rollingUpdate', 'podUpdatePolicy'];
    return hasIt ? changedAt(spec, field, () => undefined) : spec;
  }

  /**
   * What only one of them takes, or what both take and keep otherwise, when the fields at the paths are as `change`
   * makes them, one after the other. Ours is refused by the definition or by the webhook.
   */
  async function differences(
    spec: Fields,
    paths: readonly Path[],
    change: (field: unknown) => unknown,
  ): Promise<string[]> {
    const found: string[] = [];
    for (const path of paths) {
      const candidate = changedAt(spec, path, change);
      const [theirs, own] = await Promise.all([kept(ofKubernetes, candidate), kept(ours, candidate)]);
      const where = path
        .map((step) => (typeof step === 'number' ? '[]' : `.${step}`))
        .join('')
        .slice(1);
      const refused = own instanceof StatewrightError ? own.message : await objection(own);
      if (theirs instanceof StatewrightError) {
        if (refused === undefined) found.push(`${where}: taken, and apps/v1 says ${theirs.message}`);
      } else if (own instanceof StatewrightError || refused !== undefined) {
        if (!askedFor.test(where)) found.push(`${where}: ${refused ?? ''}`);
      } else if (!isDeepStrictEqual(asKubernetes(own), theirs)) {
        if (!keptOtherwise.some((known) => known.test(where))) found.push(`${where}: kept otherwise`);
      }
    }
    return found;
  }

  beforeAll(async () => {
    // With features that are off, apps/v1 would keep less than it describes.
    plane = await ControlPlane.start({
      apiServerFlags: ['--feature-gates=AllAlpha=true,AllBeta=true', '--runtime-config=api/all=true'],
    });
    api = await plane.client();
    askAboutPods = createPodAsker(api, (error) => {
      throw error;
    });
    await installCrd(api, advancedStatefulSetCrd());
    await waitUntil('the kind takes objects', async () => isFields(await kept(ours, namedSetSpec)));
  });

  afterAll(async () => {
    await plane.stop();
  });

  it.each(specs)('is kept, with its defaults, as apps/v1 keeps it: %s', async (_what, spec) => {
    const [theirs, own] = await Promise.all([kept(ofKubernetes, spec), kept(ours, spec)]);
    expect(theirs).not.toBeInstanceOf(Error);
    expect(own instanceof Error ? own : asKubernetes(own)).toEqual(theirs);
  });

  it('is compared in every field that there is', () => {
    const used = new Set(
      specs.flatMap(([, spec]) => Array.from(usedFields(spec, { ref: 'StatefulSetSpec' }))),
    );
    const unused = Array.from(definedFields('StatefulSetSpec')).filter((name) => !used.has(name));
    // These no template may have.
    const refused = ['PodSpec.activeDeadlineSeconds', 'PodSpec.ephemeralContainers'];
    expect(unused.filter((name) => !name.startsWith('EphemeralContainer.'))).toEqual(refused);
  });

  it.each(specs)(
    'may leave out exactly what apps/v1 lets be left out: %s',
    async (_what, spec) => {
      // apps/v1 drops a map that becomes empty.
      const several = Array.from(fieldsIn(spec)).filter(
        (path) => Object.keys(valueAt(spec, path.slice(0, -1)) ?? {}).length > 1,
      );
      expect(await differences(spec, several, () => undefined)).toEqual([]);
    },
    manyRequests,
  );

  it.each(specs)(
    'takes null for left out exactly where apps/v1 does: %s',
    async (_what, spec) => {
      // What apps/v1 makes of null in a map of texts or quantities is an accident.
      const fields = Array.from(fieldsIn(spec)).filter(
        (path) =>
          !/labels|Labels|nnotations|requests|limits|nodeSelector$|options|volumeAttributes|overhead/.test(
            String(path.at(-2)),
          ),
      );
      expect(await differences(spec, fields, () => null)).toEqual([]);
    },
    manyRequests,
  );

  it.each(specs)(
    'takes exactly the types that apps/v1 takes: %s',
    async (_what, spec) => {
      const otherType = (field: unknown): unknown => (typeof field === 'string' ? 7 : '7');
      const fields = Array.from(fieldsIn(spec)).filter((path) => path.at(-1) !== 'fieldsV1');
      expect(await differences(spec, fields, otherType)).toEqual([]);
    },
    manyRequests,
  );

  it.each(specs)('refuses what is no field, at any depth, naming it: %s', async (_what, spec) => {
    const objects = Array.from(fieldsIn(spec)).filter(
      (path) => isFields(valueAt(spec, path)) && !path.includes('fieldsV1'),
    );
    expect(objects.length).toBeGreaterThan(5);
    for (const path of objects) {
      // Of another type than any map of ours has.
      const wrong = changedAt(spec, [...path, 'noSuchField'], () => [{}]);
      const own = await kept(ours, wrong);
      expect(own, path.join('.')).toBeInstanceOf(StatewrightError);
      expect(own instanceof Error ? own.message : '').toContain('noSuchField');
    }
  });
});
