import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { formatProblem } from '../../api/errors/index.js';
import { mostOrdinalEntries } from '../../api/ordinals.js';
import { validateSet, validateSetName } from '../../api/validation/advanced-stateful-set.js';
import { validateSetUpdate } from '../../api/validation/advanced-stateful-set-change.js';
import { parseSetManifest } from '../../api/validation/set-manifest.js';
import { advancedStatefulSets, type KubernetesClient } from '../../kubernetes/index.js';
import { ControlPlane } from './harness/control-plane.js';
import type { Fields } from './harness/fields-of.js';
import { installCrd } from './harness/install-crd.js';
import { baseSet, claim, specOf } from './harness/set-specs.js';
import { waitUntil } from './harness/wait-until.js';

const offline = (...podOrdinals: readonly unknown[]): Fields =>
  specOf(['offlineStrategy.podOrdinals', podOrdinals]);
const ordinalsField = 'spec.offlineStrategy.podOrdinals';

/** [what is wrong, the spec, the field that must be named, what must be said] */
const badSpecs: readonly (readonly [string, Fields, string, string])[] = [
  ['negative replicas', specOf(['replicas', -1]), 'spec.replicas', 'greater than or equal to 0'],
  ['a fraction of a replica', specOf(['replicas', 1.5]), 'spec.replicas', 'must be of type integer'],
  [
    'a negative first ordinal',
    specOf(['ordinals', { start: -1 }]),
    'spec.ordinals.start',
    'greater than or equal to 0',
  ],
  [
    'an ordinal that is negative',
    offline(0, -1),
    `${ordinalsField}[1]`,
    '-1 is neither an ordinal nor a range of ordinals. Write a number from 0 to 2147483647 such as 3, or a range such as "3-5".',
  ],
  [
    'a range that is negative',
    offline('-3--1'),
    `${ordinalsField}[0]`,
    '-3--1 is neither an ordinal nor a range of ordinals.',
  ],
  [
    'an ordinal that is a text',
    offline('3'),
    `${ordinalsField}[0]`,
    '3 is neither an ordinal nor a range of ordinals.',
  ],
  [
    'an ordinal too large',
    offline(2 ** 31),
    `${ordinalsField}[0]`,
    '2147483648 is neither an ordinal nor a range of ordinals.',
  ],
  [
    'a range too large',
    offline('1-2147483648'),
    `${ordinalsField}[0]`,
    '1-2147483648 is neither an ordinal nor a range of ordinals.',
  ],
  ['an ordinal that is a fraction', offline(1.5), `${ordinalsField}[0]`, 'must be of type integer,string'],
  [
    'a range the wrong way round',
    offline(0, 1, '5-3'),
    `${ordinalsField}[2]`,
    'The range 5-3 runs the wrong way round. Write the lower ordinal first: 3-5.',
  ],
  ['an ordinal twice', offline(1, 2, 1), `${ordinalsField}[2]`, 'Duplicate value: 1'],
  ['a range twice', offline('1-3', '1-3'), `${ordinalsField}[1]`, 'Duplicate value: "1-3"'],
  [
    'an ordinal that a range has',
    offline('1-3', 2),
    ordinalsField,
    'A range names an ordinal, which another entry names already. Name each ordinal once.',
  ],
  [
    'ranges that overlap',
    offline(0, '1-3', '3-4'),
    ordinalsField,
    'A range names an ordinal, which another entry names already.',
  ],
  [
    'more entries than can be compared',
    offline(...Array.from({ length: mostOrdinalEntries + 1 }, (_, index) => index)),
    ordinalsField,
    `must have at most ${mostOrdinalEntries} items`,
  ],
  [
    'no such fate of volumes',
    specOf(['offlineStrategy.volumes', 'Keep']),
    'spec.offlineStrategy.volumes',
    'supported values: "Retain", "Delete"',
  ],
  [
    'no pod that may be unavailable',
    specOf(['updateStrategy', { rollingUpdate: { maxUnavailable: 0 } }]),
    'spec.updateStrategy.rollingUpdate.maxUnavailable',
    '0 is neither a number of pods above zero nor a percentage from 1% to 100%. Write one such as 1 or 25%.',
  ],
  [
    'zero percent that may be unavailable',
    specOf(['updateStrategy', { rollingUpdate: { maxUnavailable: '0%' } }]),
    'spec.updateStrategy.rollingUpdate.maxUnavailable',
    '0% is neither a number of pods above zero nor a percentage',
  ],
  [
    'more than all that may be unavailable',
    specOf(['updateStrategy', { rollingUpdate: { maxUnavailable: '101%' } }]),
    'spec.updateStrategy.rollingUpdate.maxUnavailable',
    '101% is neither',
  ],
  [
    'a text that may be unavailable',
    specOf(['updateStrategy', { rollingUpdate: { maxUnavailable: 'two' } }]),
    'spec.updateStrategy.rollingUpdate.maxUnavailable',
    'two is neither',
  ],
  [
    'a negative partition',
    specOf(['updateStrategy', { rollingUpdate: { partition: -1 } }]),
    'spec.updateStrategy.rollingUpdate.partition',
    'greater than or equal to 0',
  ],
  [
    'a rolling update that is none',
    specOf(['updateStrategy', { type: 'OnDelete', rollingUpdate: { partition: 1 } }]),
    'spec.updateStrategy.rollingUpdate',
    'The field has no meaning with updateStrategy.type OnDelete. Remove it, or set updateStrategy.type to RollingUpdate.',
  ],
  [
    'a selector that asks for nothing',
    specOf(['selector', {}]),
    'spec.selector',
    "The selector asks for nothing, so every pod would be the set's.",
  ],
  ['no selector', changedWithout('selector'), 'spec.selector', 'Required value'],
  [
    'a selector of other pods',
    specOf(['selector.matchLabels.app', 'db']),
    'spec.template.metadata.labels',
    'do not match spec.selector',
  ],
  [
    'an expression that the labels do not meet',
    specOf(['selector.matchExpressions', [{ key: 'tier', operator: 'NotIn', values: ['a'] }]]),
    'spec.template.metadata.labels',
    'do not match spec.selector',
  ],
  [
    'a label that must not be there',
    specOf(['selector.matchExpressions', [{ key: 'tier', operator: 'DoesNotExist' }]]),
    'spec.template.metadata.labels',
    'do not match spec.selector',
  ],
  [
    'a label that must be there',
    specOf(['selector.matchExpressions', [{ key: 'zone', operator: 'Exists' }]]),
    'spec.template.metadata.labels',
    'do not match spec.selector',
  ],
  [
    'pods that end',
    specOf(['template.spec.restartPolicy', 'Never']),
    'spec.template.spec.restartPolicy',
    'supported values: "Always"',
  ],
  [
    'pods with a deadline',
    specOf(['template.spec.activeDeadlineSeconds', 5]),
    'spec.template.spec.activeDeadlineSeconds',
    'a deadline would end them before. Remove the field.',
  ],
  [
    'no container',
    specOf(['template.spec.containers', []]),
    'spec.template.spec.containers',
    'should have at least 1 items',
  ],
  [
    'a container without an image',
    specOf(['template.spec.containers', [{ name: 'main' }]]),
    'spec.template.spec.containers[0].image',
    'Required value',
  ],
  [
    'ephemeral containers',
    specOf(['template.spec.ephemeralContainers', [{ name: 'debug' }]]),
    'spec.template.spec.ephemeralContainers',
    'must have at most 0 items',
  ],
  [
    'an amount that is none',
    specOf(['template.spec.containers.0.resources', { requests: { cpu: 'much' } }]),
    'spec.template.spec.containers[0].resources.requests.cpu',
    'should match',
  ],
  [
    'a Service that cannot be',
    specOf(['serviceName', 'Web_1']),
    'spec.serviceName',
    '"Web_1" is not a name that DNS knows. Use 1 to 63 lower-case letters',
  ],
  [
    'a policy that does not exist',
    specOf(['podManagementPolicy', 'Serial']),
    'spec.podManagementPolicy',
    'supported values: "OrderedReady", "Parallel"',
  ],
  [
    'a claim without a name',
    specOf(['volumeClaimTemplates', [{ spec: claim('2Gi').spec }]]),
    'spec.volumeClaimTemplates[0].metadata',
    'Required value',
  ],
  [
    'a claim whose name cannot be',
    specOf(['volumeClaimTemplates.0.metadata.name', 'My_Data']),
    'spec.volumeClaimTemplates[0].metadata.name',
    '"My_Data" is not a name that DNS knows.',
  ],
  [
    'a claim that asks for no storage',
    specOf(['volumeClaimTemplates.0.spec.resources.requests', { inodes: '1' }]),
    'spec.volumeClaimTemplates[0].spec.resources.requests',
    'The claim does not say how much storage it asks for. Add resources.requests.storage, for example 20Gi.',
  ],
  [
    'a claim without access',
    specOf(['volumeClaimTemplates.0.spec.accessModes', []]),
    'spec.volumeClaimTemplates[0].spec.accessModes',
    'should have at least 1 items',
  ],
  [
    'two claims of one name',
    specOf(['volumeClaimTemplates', [claim('1Gi'), claim('2Gi')]]),
    'spec.volumeClaimTemplates',
    'The name of a claim is used twice. Give each entry a name of its own.',
  ],
  [
    'a field that does not exist',
    specOf(['offlineStrategy.ordinals', [1]]),
    'spec.offlineStrategy.ordinals',
    'unknown field',
  ],
];

function changedWithout(field: string): Fields {
  return Object.fromEntries(Object.entries(baseSet).filter(([name]) => name !== field));
}

/** What only the API server's schema says, as it knows all of a pod; our own reading of it is a part. */
const schemaOnly = new Set([
  'no container',
  'a container without an image',
  'ephemeral containers',
  'a claim without access',
  'an amount that is none',
]);

/** [what is asked, the spec after, the field that must be named, what must be said] */
const badChanges: readonly (readonly [string, Fields, string, string])[] = [
  [
    'another selector',
    specOf(['selector.matchLabels', { app: 'web', tier: 'a' }]),
    'spec.selector',
    'The field cannot change once the set exists. Put the old value back, or delete the set with --cascade=orphan',
  ],
  [
    'another Service',
    specOf(['serviceName', 'other']),
    'spec.serviceName',
    'The field cannot change once the set exists.',
  ],
  [
    'no Service any more',
    changedWithout('serviceName'),
    'spec.serviceName',
    'The field cannot change once the set exists.',
  ],
  [
    'another order of starting',
    specOf(['podManagementPolicy', 'Parallel']),
    'spec.podManagementPolicy',
    'The field cannot change once the set exists.',
  ],
  [
    'no claims any more',
    changedWithout('volumeClaimTemplates'),
    'spec.volumeClaimTemplates',
    'Claims that exist follow their templates in one thing only: more storage.',
  ],
  [
    'a claim more',
    specOf(['volumeClaimTemplates', [claim('2Gi'), { ...claim('2Gi'), metadata: { name: 'more' } }]]),
    'spec.volumeClaimTemplates',
    'Claims that exist follow their templates in one thing only',
  ],
  [
    'a claim of another name',
    specOf(['volumeClaimTemplates.0.metadata.name', 'disk']),
    'spec.volumeClaimTemplates',
    'Claims that exist follow their templates in one thing only',
  ],
  [
    'another storage class',
    specOf(['volumeClaimTemplates.0.spec.storageClassName', 'fast']),
    'spec.volumeClaimTemplates',
    'Claims that exist follow their templates in one thing only',
  ],
  [
    'another access',
    specOf(['volumeClaimTemplates.0.spec.accessModes', ['ReadWriteMany']]),
    'spec.volumeClaimTemplates',
    'Claims that exist follow their templates in one thing only',
  ],
  [
    'a smaller claim',
    specOf(['volumeClaimTemplates.0.spec.resources.requests.storage', '2047Mi']),
    'spec.volumeClaimTemplates',
    'A volume cannot shrink from what it asks for to less. Put the old size back; a volume can only grow.',
  ],
];

const goodChanges: readonly (readonly [string, Fields])[] = [
  ['another number of replicas', specOf(['replicas', 0])],
  ['an ordinal offline', offline(1)],
  ['other ordinals offline', offline(0, '3-5', 1000)],
  ['another template', specOf(['template.spec.containers.0.image', 'registry.example/web:2'])],
  ['another update strategy', specOf(['updateStrategy', { type: 'OnDelete' }])],
  ['another first ordinal', specOf(['ordinals', { start: 3 }])],
  ['another fate of volumes', specOf(['persistentVolumeClaimRetentionPolicy', { whenScaled: 'Delete' }])],
  ['another history and patience', specOf(['revisionHistoryLimit', 0], ['minReadySeconds', 9])],
  ['a pause', specOf(['paused', true])],
  ['a larger claim', specOf(['volumeClaimTemplates.0.spec.resources.requests.storage', '3Gi'])],
  [
    'the same claim in other words',
    specOf(['volumeClaimTemplates.0.spec.resources.requests.storage', '2048Mi']),
  ],
  ['the same claim in bytes', specOf(['volumeClaimTemplates.0.spec.resources.requests.storage', 2 ** 31])],
];

/** What the webhook says of the same spec, so that the doors cannot drift apart. */
function problemsOf(spec: unknown, before?: unknown, name = 'web'): readonly string[] {
  const manifest = (of: unknown) => ({
    apiVersion: 'statewright.io/v1alpha1',
    kind: 'AdvancedStatefulSet',
    metadata: { name },
    spec: of,
  });
  const parsed = parseSetManifest(manifest(spec));
  if (!parsed.ok) return parsed.problems.map(formatProblem);
  if (before === undefined) {
    return [...validateSetName(name), ...validateSet(parsed.manifest.spec)].map(formatProblem);
  }
  const old = parseSetManifest(manifest(before));
  if (!old.ok) throw new Error('the spec before is not well-formed');
  return validateSetUpdate(old.manifest.spec, parsed.manifest.spec).map(formatProblem);
}

describe('the definition of AdvancedStatefulSet in a real API server', () => {
  const namespace = 'default';
  let plane: ControlPlane;
  let api: KubernetesClient;
  let serial = 0;

  const newRef = (): { namespace: string; name: string } => {
    serial += 1;
    return { namespace, name: `set-${serial}` };
  };

  /** What the API server says against it; undefined if it takes it. */
  async function refusalOf(write: Promise<unknown>): Promise<string | undefined> {
    try {
      await write;
      return undefined;
    } catch (error) {
      expect(error).toMatchObject({ code: 'KubernetesRefused' });
      return error instanceof Error ? error.message : String(error);
    }
  }

  async function change(after: Fields): Promise<unknown> {
    const ref = newRef();
    const { metadata } = await api.create(advancedStatefulSets, { metadata: ref, spec: baseSet });
    const { resourceVersion } = metadata;
    return api.replace(advancedStatefulSets, { metadata: { ...ref, resourceVersion }, spec: after });
  }

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

  it.each(badSpecs)('refuses %s with field and reason', async (what, spec, field, sentence) => {
    const refusal = await refusalOf(api.create(advancedStatefulSets, { metadata: newRef(), spec }));
    expect(refusal).toContain(field);
    expect(refusal).toContain(sentence);
    if (!schemaOnly.has(what)) expect(problemsOf(spec).join(' ')).toContain(field);
  });

  it.each([['Web'], ['-web'], ['web.a'], ['a'.repeat(53)]])(
    'refuses the name %s, with which pods and revisions could not be named',
    async (name) => {
      const metadata = { namespace, name };
      const refusal = await refusalOf(api.create(advancedStatefulSets, { metadata, spec: baseSet }));
      expect(refusal).toContain('metadata.name');
      expect(problemsOf(baseSet, undefined, name).join(' ')).toContain('metadata.name: ');
    },
  );

  it('takes the longest name there may be, and one that begins with a digit', async () => {
    for (const name of ['a'.repeat(52), '9lives']) {
      const created = await api.create(advancedStatefulSets, {
        metadata: { namespace, name },
        spec: baseSet,
      });
      expect(created.metadata.name).toBe(name);
      expect(problemsOf(baseSet, undefined, name)).toEqual([]);
    }
  });

  it.each(badChanges)('refuses a change that asks for %s', async (_what, after, field, sentence) => {
    const refusal = await refusalOf(change(after));
    expect(refusal).toContain(field);
    expect(refusal).toContain(sentence);
    expect(problemsOf(after, baseSet).join(' ')).toContain(field);
  });

  it.each(goodChanges)('takes a change that asks for %s', async (_what, after) => {
    expect(await refusalOf(change(after))).toBeUndefined();
    expect(problemsOf(after, baseSet)).toEqual([]);
  });
});
