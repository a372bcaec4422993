import type { ComponentRules } from '../component.js';
import { distributedClusterSpecSchema, distributedClusterStatusSchema } from '../distributed-cluster.js';
import { dnsLabelPattern, group, longestClusterName, version } from '../names.js';
import { celString, celStrings, isDnsLabelCel, message, type ValidationRule } from './cel.js';
import {
  componentChangeRules,
  immutableLabel,
  sameStorageClass,
  sameVolumes,
  volumeOnlyGrows,
} from './change-rules.js';
import { componentSpecRules } from './component-rules.js';
import { ordinalIpRule, ordinalRule } from './ordinal-ip-rules.js';
import { column, type CustomResourceDefinition } from './custom-resource-definition.js';
import { structuralSchema, type StructuralSchema } from './structural-schema.js';
import { withRules } from './with-rules.js';

/** The definition of DistributedCluster, with CEL rules made from what the catalog knows. */
export function distributedClusterCrd(rules: readonly ComponentRules[]): CustomResourceDefinition {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `distributedclusters.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        kind: 'DistributedCluster',
        listKind: 'DistributedClusterList',
        plural: 'distributedclusters',
        singular: 'distributedcluster',
        shortNames: ['dc'],
        categories: ['statewright'],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: [
            column('Component', 'string', '.spec.component', 'System of the catalog'),
            column('Version', 'string', '.spec.version', 'Version asked for'),
            column('Phase', 'string', '.status.phase', 'What is being done'),
            column('Health', 'string', '.status.health.state', "The system's own view of itself"),
            column('Ready', 'string', '.status.conditions[?(@.type=="Ready")].status', 'All as asked for'),
            column('Age', 'date', '.metadata.creationTimestamp', 'Since when it exists'),
            column('Tenant', 'string', '.spec.tenant', 'Business unit', 1),
            column('Endpoint', 'string', '.status.endpoint', 'Where clients reach it', 1),
            column('Message', 'string', '.status.message', 'What it waits for', 1),
          ],
          schema: { openAPIV3Schema: resourceSchema(rules) },
        },
      ],
    },
  };
}

function resourceSchema(rules: readonly ComponentRules[]): StructuralSchema {
  return {
    type: 'object',
    description: 'A data system made of several kinds of member, run as one.',
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 253 } } },
      spec: specSchema(rules),
      status: structuralSchema(distributedClusterStatusSchema),
    },
    'x-kubernetes-validations': [
      {
        rule: `self.metadata.name.size() <= ${longestClusterName} && self.metadata.name.matches(${celString(dnsLabelPattern.source)})`,
        fieldPath: '.metadata.name',
        ...message('NotADnsLabel', { value: { cel: 'self.metadata.name' }, max: longestClusterName }),
      },
    ],
  };
}

function specSchema(rules: readonly ComponentRules[]): StructuralSchema {
  const additions: readonly (readonly [readonly string[], readonly ValidationRule[]])[] = [
    [['component'], [knownComponent(rules), immutableLabel]],
    [['tenant'], [immutableLabel]],
    [['nodeTypes', '[]'], [sameVolumes]],
    [['nodeTypes', '[]', 'ordinalIPs'], [ordinalRule]],
    [['nodeTypes', '[]', 'ordinalIPs', '{}'], [ordinalIpRule]],
    [
      ['nodeTypes', '[]', 'volumes', '[]'],
      [volumeOnlyGrows, sameStorageClass],
    ],
    [[], [exposedHasMembers, ...rules.flatMap(componentSpecRules), ...rules.flatMap(componentChangeRules)]],
  ];
  return additions.reduce(
    (schema, [path, added]) => withRules(schema, path, added),
    structuralSchema(distributedClusterSpecSchema),
  );
}

/** Of a new cluster; the component of one that exists stays as it is, by the rule for that. */
function knownComponent(rules: readonly ComponentRules[]): ValidationRule {
  const names = rules.map((component) => component.component);
  return {
    rule: `oldSelf.hasValue() || !${isDnsLabelCel('self')} || self in ${celStrings(names)}`,
    optionalOldSelf: true,
    ...message('UnknownComponent', { component: { cel: 'self' }, known: names.join(', ') }),
  };
}

const exposedHasMembers: ValidationRule = {
  rule:
    `!has(self.exposure) || !${isDnsLabelCel('self.exposure.nodeType')}` +
    ' || self.nodeTypes.exists(t, t.name == self.exposure.nodeType && t.replicas > 0)',
  fieldPath: '.exposure.nodeType',
  ...message('ExposedWithoutMembers', { nodeType: { cel: 'self.exposure.nodeType' } }),
};
