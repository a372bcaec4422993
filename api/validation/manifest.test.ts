import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../errors/index.js';
import { parseManifest } from './manifest.js';

const spec = {
  component: 'opensearch',
  version: '2.19.1',
  tenant: 'search',
  nodeTypes: [{ name: 'master', replicas: 1 }],
};
const manifest = {
  apiVersion: 'statewright.io/v1alpha1',
  kind: 'DistributedCluster',
  metadata: { name: 'logs', namespace: 'team-a' },
  spec,
};
const withNodeType = (fields: object) => ({
  ...manifest,
  spec: { ...spec, nodeTypes: [spec.nodeTypes[0], { name: 'data', replicas: 2, ...fields }] },
});

function linesOf(input: unknown): readonly string[] {
  const parsed = parseManifest(input);
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
}

/** [what is wrong, the manifest, the beginning of each problem as a person reads it] */
const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
  [
    'no resource at all',
    null,
    ['(whole resource): The value is not acceptable: expected a map of fields, got nothing (null).'],
  ],
  [
    'a list',
    [manifest],
    ['(whole resource): The value is not acceptable: expected a map of fields, got a list.'],
  ],
  [
    'another kind',
    { ...manifest, kind: 'Pod' },
    ['kind: The value is not acceptable: expected DistributedCluster, got "Pod".'],
  ],
  [
    'a name that is not a DNS label',
    { ...manifest, metadata: { name: 'My_Logs' } },
    ['metadata.name: "My_Logs" is not a DNS label. Use 1 to 35 lower-case letters'],
  ],
  [
    'a name that is too long',
    { ...manifest, metadata: { name: 'a'.repeat(36) } },
    [`metadata.name: "${'a'.repeat(36)}" is not a DNS label. Use 1 to 35 lower-case letters`],
  ],
  [
    'a tenant and a node type that are not DNS labels',
    { ...manifest, spec: { ...spec, tenant: '', nodeTypes: [{ name: 'a.b', replicas: 1 }] } },
    [
      'spec.tenant: "" is not a DNS label. Use 1 to 40',
      'spec.nodeTypes[0].name: "a.b" is not a DNS label. Use 1 to 15',
    ],
  ],
  [
    'a field left out',
    { ...manifest, spec: { ...spec, tenant: undefined } },
    ['spec.tenant: The field is missing. Add it: The business unit that the cluster belongs to.'],
  ],
  [
    'a misspelt field',
    { ...manifest, spec: { ...spec, versoin: '1' } },
    ['spec.versoin: There is no field "versoin" here. Write "version", or remove it.'],
  ],
  [
    'a field in the wrong letter case',
    withNodeType({ Replicas: 3 }),
    ['spec.nodeTypes[1].Replicas: There is no field "Replicas" here. Write "replicas", or remove it.'],
  ],
  [
    'a field that resembles none',
    withNodeType({ affinity: {} }),
    [
      'spec.nodeTypes[1].affinity: There is no field "affinity" here. Remove it; the fields here are name, replicas, offlineOrdinals, resources, volumes, config, ordinalIPs.',
    ],
  ],
  [
    'replicas as a text',
    withNodeType({ replicas: '2' }),
    ['spec.nodeTypes[1].replicas: The value is not acceptable: expected a number, got "2".'],
  ],
  [
    'half a member',
    withNodeType({ replicas: 1.5 }),
    ['spec.nodeTypes[1].replicas: The value is not acceptable: expected a whole number, got 1.5.'],
  ],
  [
    'negative replicas',
    withNodeType({ replicas: -1 }),
    ['spec.nodeTypes[1].replicas: The value is not acceptable: at least 0, got -1.'],
  ],
  [
    'memory that is not a quantity',
    withNodeType({ resources: { memory: '1 GB' } }),
    [
      'spec.nodeTypes[1].resources.memory: The value is not acceptable: write a quantity such as 500m, 2 or 1.5Gi, got "1 GB".',
    ],
  ],
  [
    'memory of nothing',
    withNodeType({ resources: { memory: '0Gi' } }),
    ['spec.nodeTypes[1].resources.memory: The value is not acceptable: must be more than zero, got "0Gi".'],
  ],
  [
    'processors as a number',
    withNodeType({ resources: { cpu: 2 } }),
    ['spec.nodeTypes[1].resources.cpu: The value is not acceptable: expected a string, got 2.'],
  ],
  [
    'a setting that is a list',
    withNodeType({ config: { 'a.b': ['x'] } }),
    [
      'spec.nodeTypes[1].config[a.b]: The value is not acceptable: expected a string or a number or a boolean, got a list.',
    ],
  ],
  [
    'a setting that is too long',
    withNodeType({ config: { a: 'x'.repeat(4097) } }),
    ['spec.nodeTypes[1].config.a: The value is not acceptable: at most 4096 characters'],
  ],
  [
    'a setting with too long a name',
    withNodeType({ config: { ['x'.repeat(254)]: 1 } }),
    [
      `spec.nodeTypes[1].config.${'x'.repeat(254)}: The value is not acceptable: its key must have at most 253 characters`,
    ],
  ],
  [
    'too many settings',
    withNodeType({ config: Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`k${index}`, 1])) }),
    ['spec.nodeTypes[1].config: The value is not acceptable: at most 200 settings.'],
  ],
  [
    'no node types',
    { ...manifest, spec: { ...spec, nodeTypes: [] } },
    ['spec.nodeTypes: The value is not acceptable: at least 1 entries.'],
  ],
  [
    'an unknown fate of the volumes',
    { ...manifest, spec: { ...spec, volumeRetention: { whenDeleted: 'Keep' } } },
    ['spec.volumeRetention.whenDeleted: The value is not acceptable: expected Delete or Retain, got "Keep".'],
  ],
];

describe('a manifest', () => {
  it.each(cases)('with %s is refused with field, reason and remedy', (_what, input, expected) => {
    const lines = linesOf(input);
    expect(lines.map((line, index) => line.slice(0, expected[index]?.length))).toEqual(expected);
    for (const line of lines) expect(line).not.toMatch(/\{\w+\}/);
  });

  it('as a person writes it is taken', () => {
    expect(parseManifest(manifest)).toMatchObject({ ok: true, manifest });
  });

  it('as the API server returns it is taken, so that it can be edited and sent back', () => {
    const metadata = {
      ...manifest.metadata,
      uid: 'u',
      resourceVersion: '1',
      managedFields: [{}],
      generation: 1,
    };
    expect(parseManifest({ ...manifest, metadata, status: { phase: 'Ready' } }).ok).toBe(true);
  });

  it('never makes parsing throw, and each field is named once, whatever it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (first, second, third) => {
        const inputs = [
          first,
          { ...manifest, spec: first },
          { ...manifest, metadata: first, spec: { ...spec, tenant: second, nodeTypes: third } },
          withNodeType({ config: first, volumes: second, resources: third }),
        ];
        for (const input of inputs) {
          const parsed = parseManifest(input);
          if (parsed.ok) continue;
          expect(parsed.problems.length).toBeGreaterThan(0);
          const fields = parsed.problems.map(({ field }) => field);
          expect(new Set(fields).size).toBe(fields.length);
        }
      }),
    );
  });
});
