import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FieldProblem } from '../../api/errors/index.js';
import { validateUpdate } from '../../api/validation/change.js';
import { parseManifest } from '../../api/validation/manifest.js';
import { validateSpec } from '../../api/validation/spec.js';
import { objectMetaSchema } from '../../api/object-meta.js';
import { distributedClusterCrd } from '../../api/crd/distributed-cluster-crd.js';
import { catalogRules } from '../../catalog/index.js';
import type { KubernetesClient, Resource } from '../../kubernetes/index.js';
import { ControlPlane } from './harness/control-plane.js';
import { waitUntil } from './harness/wait-until.js';

const looseObject = z.looseObject({ metadata: objectMetaSchema });

const definitions: Resource = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
  schema: looseObject,
};

const clusters: Resource = {
  group: 'statewright.io',
  version: 'v1alpha1',
  plural: 'distributedclusters',
  kind: 'DistributedCluster',
  namespaced: true,
  schema: looseObject,
};

interface NodeTypeInput {
  readonly name: string;
  readonly replicas?: unknown;
  readonly [field: string]: unknown;
}

const master: NodeTypeInput = { name: 'master', replicas: 1 };
const data: NodeTypeInput = { name: 'data', replicas: 2 };
const client: NodeTypeInput = { name: 'client', replicas: 1 };

const specOf = (fields: Readonly<Record<string, unknown>> = {}) => ({
  component: 'opensearch',
  version: '2.19.1',
  tenant: 'search',
  nodeTypes: [master, data, client],
  ...fields,
});

const volumes = (size: string, name = 'data', storageClassName?: string) => [
  { name, size, ...(storageClassName !== undefined && { storageClassName }) },
];

/** [what is wrong, the spec, the field that must be named, what must be said] */
const badSpecs: readonly (readonly [string, unknown, string, string])[] = [
  [
    'an unknown component',
    specOf({ component: 'opensaerch' }),
    'spec.component',
    `The catalog has no component "opensaerch". Choose one of: ${catalogRules.map((rules) => rules.component).join(', ')}.`,
  ],
  [
    'an unknown version',
    specOf({ version: '9.9.9' }),
    'spec.version',
    'OpenSearch has no version "9.9.9" in the catalog. Choose one of: 2.19.1.',
  ],
  [
    'a tenant that is not a DNS label',
    specOf({ tenant: 'Search Team' }),
    'spec.tenant',
    '"Search Team" is not a DNS label. Use 1 to 40 lower-case letters',
  ],
  [
    'an empty tenant',
    specOf({ tenant: '' }),
    'spec.tenant',
    '"" is not a DNS label. Use 1 to 40 lower-case letters',
  ],
  [
    'a node type that the component does not have',
    specOf({ nodeTypes: [master, data, { name: 'cold', replicas: 1 }] }),
    'spec.nodeTypes',
    'OpenSearch has no node type "cold". Choose among: master, data, client.',
  ],
  [
    'a node type listed twice',
    specOf({ nodeTypes: [master, data, data] }),
    'spec.nodeTypes[2]',
    'Duplicate value',
  ],
  [
    'a required node type left out',
    specOf({ nodeTypes: [data, client] }),
    'spec.nodeTypes',
    'OpenSearch cannot run without node type "master". Add node type "master" with at least 1 replica(s).',
  ],
  [
    "replicas below the component's minimum",
    specOf({ nodeTypes: [master, { ...data, replicas: 0 }] }),
    'spec.nodeTypes',
    'nodeTypes[name=data].replicas: OpenSearch needs at least 1 replica(s) of "data", 0 asked for. Raise replicas to 1 or more.',
  ],
  [
    'negative replicas',
    specOf({ nodeTypes: [{ ...master, replicas: -1 }, data] }),
    'spec.nodeTypes[0].replicas',
    'should be greater than or equal to 0',
  ],
  [
    'memory that is not a quantity',
    specOf({ nodeTypes: [{ ...master, resources: { memory: 'much' } }, data] }),
    'spec.nodeTypes[0].resources.memory',
    'The value is not a quantity above zero. Write one such as 500m, 2 or 1.5Gi.',
  ],
  [
    'no memory at all',
    specOf({ nodeTypes: [{ ...master, resources: { memory: '0' } }, data] }),
    'spec.nodeTypes[0].resources.memory',
    'The value is not a quantity above zero.',
  ],
  [
    'less memory than a member needs',
    specOf({ nodeTypes: [master, { ...data, resources: { memory: '100Mi' } }] }),
    'spec.nodeTypes',
    'nodeTypes[name=data].resources.memory: The amount of memory is less than the 1Gi that "data" of OpenSearch needs. Ask for at least 1Gi.',
  ],
  [
    'no volume where data is kept',
    specOf({ nodeTypes: [master, { ...data, volumes: [] }] }),
    'spec.nodeTypes',
    'nodeTypes[name=data].volumes: OpenSearch keeps data on "data", and a member would have no volume for it.',
  ],
  [
    'an exposed node type without members',
    specOf({ nodeTypes: [master, data], exposure: { nodeType: 'client' } }),
    'spec.exposure.nodeType',
    'Node type "client" is to answer clients, and the spec has no members of it. Give it members, or choose a node type that has some.',
  ],
  [
    'a setting that is a list',
    specOf({ nodeTypes: [{ ...master, config: { 'a.b': ['x'] } }, data] }),
    'spec.nodeTypes[0].config.a.b',
    'must have at most 0 items',
  ],
  [
    'an address for what is no ordinal',
    specOf({ nodeTypes: [master, { ...data, ordinalIPs: { '01': '10.1.0.1' } }] }),
    'spec.nodeTypes[1].ordinalIPs',
    'A key is not an ordinal. Write a number from 0 to 2147483647 such as 3.',
  ],
  [
    'an address that is none beside one that is',
    specOf({ nodeTypes: [master, { ...data, ordinalIPs: { 0: '10.1.0.1', 1: 'fd00::1+10.1.0.300' } }] }),
    'spec.nodeTypes[1].ordinalIPs',
    'The chosen address is not acceptable: it is neither an IP address nor one of each family.',
  ],
  ['a field that does not exist', specOf({ nodetypes: [] }), 'spec.nodetypes', 'unknown field'],
];

/** [what is wrong, the spec before, the spec after, the field that must be named, what must be said] */
const badChanges: readonly (readonly [string, unknown, unknown, string, string])[] = [
  [
    'dropping the last master by its replicas',
    specOf(),
    specOf({ nodeTypes: [{ ...master, replicas: 0 }, data, client] }),
    'spec.nodeTypes',
    'nodeTypes[name=master].replicas: The change would drop the last "master", without which OpenSearch cannot run. Keep at least 1 replica(s) of "master".',
  ],
  [
    'dropping the last master by its node type',
    specOf(),
    specOf({ nodeTypes: [data, client] }),
    'spec.nodeTypes',
    'The change would drop the last "master", without which OpenSearch cannot run.',
  ],
  [
    'dropping the majority of the masters at once',
    specOf({ nodeTypes: [{ ...master, replicas: 3 }, data] }),
    specOf({ nodeTypes: [master, data] }),
    'spec.nodeTypes',
    'The change would leave too few "master" for OpenSearch to elect a leader. Fewer than half may leave at once: keep more than half.',
  ],
  [
    'another tenant',
    specOf(),
    specOf({ tenant: 'sales' }),
    'spec.tenant',
    'The field cannot change from search to sales once the cluster exists. Put the old value back',
  ],
  [
    'a smaller volume',
    specOf({ nodeTypes: [master, { ...data, volumes: volumes('2Gi') }] }),
    specOf({ nodeTypes: [master, { ...data, volumes: volumes('1Gi') }] }),
    'spec.nodeTypes[1].volumes[0].size',
    'A volume cannot shrink from 2Gi to 1Gi. Put the old size back; a volume can only grow.',
  ],
  [
    'a renamed volume',
    specOf({ nodeTypes: [master, { ...data, volumes: volumes('2Gi') }] }),
    specOf({ nodeTypes: [master, { ...data, volumes: volumes('2Gi', 'disk') }] }),
    'spec.nodeTypes[1].volumes',
    'Members that exist keep their volumes: none can be added, removed or renamed. Put the old list back',
  ],
  [
    'another storage class',
    specOf({ nodeTypes: [master, { ...data, volumes: volumes('2Gi') }] }),
    specOf({ nodeTypes: [master, { ...data, volumes: volumes('2Gi', 'data', 'fast') }] }),
    'spec.nodeTypes[1].volumes[0].storageClassName',
    'The field cannot change from the default class to fast once the cluster exists.',
  ],
  [
    'an optional node type away while its members have volumes',
    specOf({ nodeTypes: [master, data, { ...client, volumes: volumes('1Gi', 'cache') }] }),
    specOf({ nodeTypes: [master, data] }),
    'spec.nodeTypes',
    'Members of node type "client" still have volumes. Set its replicas to 0 first',
  ],
];

const goodChanges: readonly (readonly [string, unknown, unknown])[] = [
  ['more members', specOf(), specOf({ nodeTypes: [{ ...master, replicas: 3 }, data, client] })],
  [
    'other addresses for members, there or not yet',
    specOf({ nodeTypes: [master, { ...data, ordinalIPs: { 0: '10.1.0.10' } }] }),
    specOf({ nodeTypes: [master, { ...data, ordinalIPs: { 1: 'fd00::1+10.1.0.11', 99: '10.1.0.12' } }] }),
  ],
  ['no clients any more', specOf(), specOf({ nodeTypes: [master, data] })],
  [
    'fewer than half of the masters leaving',
    specOf({ nodeTypes: [{ ...master, replicas: 3 }, data] }),
    specOf({ nodeTypes: [{ ...master, replicas: 2 }, data] }),
  ],
  [
    'a larger volume',
    specOf({ nodeTypes: [master, { ...data, volumes: volumes('2Gi') }] }),
    specOf({ nodeTypes: [master, { ...data, volumes: volumes('3Gi') }] }),
  ],
];

/** [what is wrong, the spec before if there is one, the spec, the field that is to be named once] */
const wrongTwice: readonly (readonly [string, unknown, unknown, string])[] = [
  [
    'a new cluster with a component that is no DNS label',
    undefined,
    specOf({ component: '' }),
    'spec.component',
  ],
  [
    'another component that the catalog does not have',
    specOf(),
    specOf({ component: 'elastic' }),
    'spec.component',
  ],
  ['another component that is no DNS label', specOf(), specOf({ component: '' }), 'spec.component'],
  ['another tenant that is no DNS label', specOf(), specOf({ tenant: 'Search' }), 'spec.tenant'],
  ['no version', undefined, specOf({ version: '' }), 'spec.version'],
  [
    'an exposed node type that is no DNS label',
    undefined,
    specOf({ exposure: { nodeType: 'No' } }),
    'spec.exposure.nodeType',
  ],
  [
    'no memory at all',
    undefined,
    specOf({ nodeTypes: [{ ...master, resources: { memory: '0' } }, data] }),
    '.resources.memory',
  ],
  ['replicas below zero', undefined, specOf({ nodeTypes: [{ ...master, replicas: -1 }, data] }), '.replicas'],
];

/** What the command line says of the same spec, so that the doors cannot drift apart. */
function problemsOf(spec: unknown, before?: unknown): readonly FieldProblem[] {
  const manifest = (of: unknown) => ({
    apiVersion: 'statewright.io/v1alpha1',
    kind: 'DistributedCluster',
    metadata: { name: 'c' },
    spec: of,
  });
  const parsed = parseManifest(manifest(spec));
  if (!parsed.ok) return parsed.problems;
  if (before === undefined) return validateSpec(parsed.manifest.spec, catalogRules);
  const old = parseManifest(manifest(before));
  if (!old.ok) throw new Error('the spec before is not well-formed');
  return validateUpdate(old.manifest.spec, parsed.manifest.spec, catalogRules);
}

describe('the definition of DistributedCluster in a real API server', () => {
  const namespace = 'default';
  let plane: ControlPlane;
  let api: KubernetesClient;
  let serial = 0;

  const newName = (): string => {
    serial += 1;
    return `c${serial}`;
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

  async function change(ref: { namespace: string; name: string }, before: unknown, after: unknown) {
    const { metadata } = await api.create(clusters, { metadata: ref, spec: before });
    const { resourceVersion } = metadata;
    return api.replace(clusters, { metadata: { ...ref, resourceVersion }, spec: after });
  }

  beforeAll(async () => {
    plane = await ControlPlane.start();
    api = await plane.client();
    const { metadata, spec } = distributedClusterCrd(catalogRules);
    await api.create(definitions, { metadata, spec });
    await waitUntil('the new kind is served', async () => {
      const conditions = z.looseObject({
        status: z.object({ conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })) }),
      });
      const read = conditions.parse(await api.get(definitions, metadata));
      const holds = (type: string, status: string) =>
        read.status.conditions.some((condition) => condition.type === type && condition.status === status);
      expect(holds('NonStructuralSchema', 'True')).toBe(false);
      return holds('Established', 'True');
    });
    await waitUntil('the kind takes objects', async () => {
      await api.create(clusters, { metadata: { namespace, name: 'first' }, spec: specOf() });
      return true;
    });
  });

  afterAll(async () => {
    await plane.stop();
  });

  it('takes a cluster that uses every field, and keeps settings of every type', async () => {
    const config = {
      'action.auto_create_index': false,
      'indices.queries.cache.size': '5%',
      'x.y': 3,
      'x.z': 0.5,
    };
    const created = await api.create(clusters, {
      metadata: { namespace, name: newName() },
      spec: specOf({
        image: 'mirror.example/opensearch:2.19.1',
        nodeTypes: [
          master,
          {
            ...data,
            config,
            resources: { cpu: '500m', memory: '1.5Gi' },
            volumes: volumes('5Gi', 'data', 'fast'),
          },
          client,
        ],
        exposure: { nodeType: 'data' },
        volumeRetention: { whenDeleted: 'Retain' },
      }),
    });
    expect(created).toMatchObject({ spec: { nodeTypes: [{}, { config }, {}] } });
  });

  it.each(badSpecs)('refuses %s with field, reason and remedy', async (_what, spec, field, sentence) => {
    const refusal = await refusalOf(
      api.create(clusters, { metadata: { namespace, name: newName() }, spec: spec }),
    );
    expect(refusal).toContain(field);
    expect(refusal).toContain(sentence);
    expect(problemsOf(spec)).not.toEqual([]);
  });

  it.each([['Logs'], ['1logs'], ['logs.a'], ['a'.repeat(36)]])(
    'refuses the name %s, which is not a DNS label of the right length',
    async (name) => {
      const refusal = await refusalOf(
        api.create(clusters, { metadata: { namespace, name }, spec: specOf() }),
      );
      expect(refusal).toContain('metadata.name');
      if (name !== 'Logs')
        expect(refusal).toContain(`"${name}" is not a DNS label. Use 1 to 35 lower-case letters`);
    },
  );

  it.each(wrongTwice)('says one thing of the field, and not two: %s', async (_what, before, spec, field) => {
    const ref = { namespace, name: newName() };
    const refusal = await refusalOf(
      before === undefined ? api.create(clusters, { metadata: ref, spec }) : change(ref, before, spec),
    );
    expect(refusal?.split(`${field}: `)).toHaveLength(2);
  });

  it.each(badChanges)(
    'refuses a change that asks for %s, with field, reason and remedy',
    async (_what, before, after, field, sentence) => {
      const ref = { namespace, name: newName() };
      const refusal = await refusalOf(change(ref, before, after));
      expect(refusal).toContain(field);
      expect(refusal).toContain(sentence);
      expect(refusal).not.toContain('needs at least');
      expect(problemsOf(after, before)).not.toEqual([]);
    },
  );

  it.each(goodChanges)('takes a change that asks for %s', async (_what, before, after) => {
    const ref = { namespace, name: newName() };
    const refusal = await refusalOf(change(ref, before, after));
    expect(refusal).toBeUndefined();
    expect(problemsOf(after, before)).toEqual([]);
  });

  it('refuses to go back to an older version once the catalog has several', async () => {
    const versions = ['2.18.0', '2.19.1'];
    const { metadata, spec } = distributedClusterCrd(catalogRules.map((rules) => ({ ...rules, versions })));
    await api.apply(definitions, { metadata, spec });
    const before = specOf();
    const after = specOf({ version: '2.18.0' });
    await waitUntil('the older version is known', async () => {
      const name = newName();
      const refusal = await refusalOf(api.create(clusters, { metadata: { namespace, name }, spec: after }));
      return refusal === undefined;
    });
    const refusal = await refusalOf(change({ namespace, name: newName() }, before, after));
    expect(refusal).toContain('spec.version');
    expect(refusal).toContain('OpenSearch cannot go back from 2.19.1 to 2.18.0');
    expect(refusal).toContain('Stay at 2.19.1 or choose a newer version.');
  });
});
