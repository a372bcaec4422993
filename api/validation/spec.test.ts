import { describe, expect, it } from 'vitest';
import type { DistributedClusterSpec } from '../distributed-cluster.js';
import { exampleRules, exampleSpec } from '../../test/harness/example-component.js';
import type { MachineCapacity } from './machines.js';
import { validateSpec } from './spec.js';

const gibibyte = 2 ** 30;
const machines: readonly MachineCapacity[] = [
  { name: 'small', memoryBytes: 2 * gibibyte, processors: 8 },
  { name: 'large', memoryBytes: 4 * gibibyte, processors: 2 },
];
const [leader, store, gate] = exampleSpec.nodeTypes;

/** [what is wrong, the fields of the spec that differ, problems as `field code`] */
const cases: readonly (readonly [string, Partial<DistributedClusterSpec>, readonly string[]])[] = [
  ['nothing', {}, []],
  ['the optional node type left out', { nodeTypes: [leader, store] }, []],
  ['the optional node type without members', { nodeTypes: [leader, store, { ...gate, replicas: 0 }] }, []],
  [
    'an unknown component, of which nothing else is known',
    { component: 'oracle', version: '1' },
    ['spec.component UnknownComponent'],
  ],
  ['an unknown version', { version: '9' }, ['spec.version UnknownVersion']],
  [
    'an unknown node type',
    { nodeTypes: [leader, store, { ...gate, name: 'cold' }] },
    ['spec.nodeTypes[2].name UnknownNodeType'],
  ],
  [
    'a node type listed twice',
    { nodeTypes: [leader, store, gate, store] },
    ['spec.nodeTypes[3].name DuplicateName'],
  ],
  [
    'a volume listed twice',
    {
      nodeTypes: [
        leader,
        {
          ...store,
          volumes: [
            { name: 'a', size: '1Gi' },
            { name: 'a', size: '1Gi' },
          ],
        },
      ],
    },
    ['spec.nodeTypes[1].volumes[1].name DuplicateName'],
  ],
  [
    'addresses of ordinals, beyond the replicas too, and of two families',
    { nodeTypes: [leader, { ...store, ordinalIPs: { 0: '10.1.0.10', 999: '10.1.0.12+fd00::12' } }] },
    [],
  ],
  [
    'addresses that are none',
    { nodeTypes: [leader, { ...store, ordinalIPs: { 0: '10.1.0.300', 1: '10.1.0.1+10.1.0.2' } }] },
    ['spec.nodeTypes[1].ordinalIPs[0] AddressMalformed', 'spec.nodeTypes[1].ordinalIPs[1] AddressMalformed'],
  ],
  [
    'an ordinal that no set can have',
    { nodeTypes: [leader, { ...store, ordinalIPs: { 9999999999: '10.1.0.1' } }] },
    ['spec.nodeTypes[1].ordinalIPs[9999999999] MalformedField'],
  ],
  [
    'an address chosen for members of two node types, however written',
    {
      nodeTypes: [
        { ...leader, ordinalIPs: { 0: 'fd00::1' } },
        { ...store, ordinalIPs: { 0: '10.1.0.1', 4: '10.1.0.4+FD00:0::1' } },
      ],
    },
    ['spec.nodeTypes[1].ordinalIPs[4] AddressRepeated'],
  ],
  ['a required node type left out', { nodeTypes: [store, gate] }, ['spec.nodeTypes MissingNodeType']],
  [
    "replicas below the component's minimum",
    { nodeTypes: [{ ...leader, replicas: 0 }, store] },
    ['spec.nodeTypes[0].replicas TooFewReplicas'],
  ],
  [
    "replicas above the component's maximum",
    { nodeTypes: [leader, store, { ...gate, replicas: 6 }] },
    ['spec.nodeTypes[2].replicas TooManyReplicas'],
  ],
  [
    'an even number where odd ones are wanted',
    { nodeTypes: [{ ...leader, replicas: 2 }, store] },
    ['spec.nodeTypes[0].replicas EvenReplicas'],
  ],
  [
    'memory that no machine can give',
    { nodeTypes: [leader, { ...store, resources: { memory: '4.5Gi' } }] },
    ['spec.nodeTypes[1].resources.memory MemoryExceedsMachines'],
  ],
  [
    'memory that the largest machine can just give',
    { nodeTypes: [leader, { ...store, resources: { memory: '4Gi' } }] },
    [],
  ],
  [
    'processors that no machine can give',
    { nodeTypes: [leader, { ...store, resources: { cpu: '8500m' } }] },
    ['spec.nodeTypes[1].resources.cpu CpuExceedsMachines'],
  ],
  [
    'memory below what a member needs',
    { nodeTypes: [leader, { ...store, resources: { memory: '511Mi' } }] },
    ['spec.nodeTypes[1].resources.memory MemoryBelowMinimum'],
  ],
  [
    'no volume where data is kept',
    { nodeTypes: [leader, { ...store, volumes: [] }] },
    ['spec.nodeTypes[1].volumes TooFewVolumes'],
  ],
  [
    'settings that the platform decides',
    {
      nodeTypes: [
        leader,
        { ...store, config: { 'cluster.name': 'x', 'disk.path': 'y', 'disk.path.0': 'z', disk: 1 } },
      ],
    },
    [
      'spec.nodeTypes[1].config[cluster.name] ForbiddenConfigKey',
      'spec.nodeTypes[1].config[disk.path] ForbiddenConfigKey',
      'spec.nodeTypes[1].config[disk.path.0] ForbiddenConfigKey',
      'spec.nodeTypes[1].config.disk ForbiddenConfigKey',
    ],
  ],
  [
    'settings whose names only begin like those',
    { nodeTypes: [leader, { ...store, config: { 'cluster.names': 'x', diskette: 1 } }] },
    [],
  ],
  [
    'an exposed node type that is not there',
    { nodeTypes: [leader, store], exposure: { nodeType: 'gate' } },
    ['spec.exposure.nodeType ExposedWithoutMembers'],
  ],
  [
    'an exposed node type without members',
    { nodeTypes: [leader, store, { ...gate, replicas: 0 }], exposure: { nodeType: 'gate' } },
    ['spec.exposure.nodeType ExposedWithoutMembers'],
  ],
  [
    'several things at once, all of them named',
    { version: '9', nodeTypes: [{ ...store, replicas: 0, resources: { memory: '1Mi' } }] },
    [
      'spec.version UnknownVersion',
      'spec.nodeTypes[0].replicas TooFewReplicas',
      'spec.nodeTypes[0].resources.memory MemoryBelowMinimum',
      'spec.nodeTypes MissingNodeType',
    ],
  ],
];

describe('a spec', () => {
  it.each(cases)('with %s is judged with the exact fields', (_what, differing, expected) => {
    const problems = validateSpec({ ...exampleSpec, ...differing }, exampleRules, machines);
    expect(problems.map(({ field, code }) => `${field} ${code}`)).toEqual(expected);
    for (const { sentence, remedy } of problems) expect(`${sentence} ${remedy}`).not.toMatch(/[{}]/);
  });

  it('is not refused for its size while the machines are unknown', () => {
    const nodeTypes = [leader, { ...store, resources: { memory: '900Ti', cpu: '9000' } }];
    expect(validateSpec({ ...exampleSpec, nodeTypes }, exampleRules)).toEqual([]);
    expect(validateSpec({ ...exampleSpec, nodeTypes }, exampleRules, [])).toEqual([]);
  });

  it('is refused for sizes that the catalog fills in, since the machines must give those too', () => {
    const tiny = [{ name: 'tiny', memoryBytes: 2 ** 20, processors: 1 }];
    const problems = validateSpec(exampleSpec, exampleRules, tiny);
    expect(problems.map(({ field, sentence }) => `${field}: ${sentence}`)).toContain(
      'spec.nodeTypes[0].resources.memory: 1Gi of memory is asked for, and the largest machine has 1Mi for pods.',
    );
  });
});
