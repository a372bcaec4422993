import { advancedStatefulSetSpecSchema, advancedStatefulSetStatusSchema } from '../advanced-stateful-set.js';
import { group, longestSetName, version } from '../names.js';
import { appsV1Adjustments } from './apps-v1-adjustments.js';
import type { ValidationRule } from './cel.js';
import { column, type CustomResourceDefinition } from './custom-resource-definition.js';
import { kubernetesDefinitions } from './kubernetes-definitions.js';
import { kubernetesSchema } from './kubernetes-schema.js';
import { claimTemplateRules, fixedField, fixedText } from './set-change-rules.js';
import {
  claimAsksForStorage,
  claimNamesDiffer,
  longestOrdinalEntry,
  nameOfSet,
  noDeadline,
  ordinalEntryRules,
  ordinalsOnce,
  rfc1123Label,
  rollingUpdateUsed,
  selectorAsks,
  selectorMatches,
  serviceNameIsLabel,
  someMayBeUnavailable,
} from './set-rules.js';
import { structuralSchema, type StructuralSchema } from './structural-schema.js';
import { changedAt, withRules } from './with-rules.js';

/** The definition of AdvancedStatefulSet: our own fields from api/, those of apps/v1 from Kubernetes' own OpenAPI. */
export function advancedStatefulSetCrd(): CustomResourceDefinition {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `advancedstatefulsets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        kind: 'AdvancedStatefulSet',
        listKind: 'AdvancedStatefulSetList',
        plural: 'advancedstatefulsets',
        singular: 'advancedstatefulset',
        shortNames: ['asts'],
        categories: ['statewright', 'all'],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: {
            status: {},
            scale: {
              specReplicasPath: '.spec.replicas',
              statusReplicasPath: '.status.replicas',
              labelSelectorPath: '.status.selector',
            },
          },
          additionalPrinterColumns: [
            column('Wanted', 'integer', '.status.wanted', 'Pods that are to exist'),
            column('Ready', 'integer', '.status.readyReplicas', 'Pods that are ready'),
            column('Updated', 'integer', '.status.updatedReplicas', 'Pods of the template as it is now'),
            column('Available', 'integer', '.status.availableReplicas', 'Pods ready for minReadySeconds'),
            column('Offline', 'string', '.status.offline', 'Ordinals that are to have no pod'),
            column('Age', 'date', '.metadata.creationTimestamp', 'Since when it exists'),
            column('Replicas', 'integer', '.spec.replicas', 'Ordinals, online or offline', 1),
            column('Paused', 'boolean', '.spec.paused', 'Nothing is changed', 1),
            column(
              'Progressing',
              'string',
              '.status.conditions[?(@.type=="Progressing")].reason',
              'What it is doing',
              1,
            ),
            column(
              'Containers',
              'string',
              '.spec.template.spec.containers[*].name',
              'Names of the containers',
              1,
            ),
            column('Images', 'string', '.spec.template.spec.containers[*].image', 'Their images', 1),
            column('Selector', 'string', '.status.selector', 'Which pods are its own', 1),
          ],
          schema: { openAPIV3Schema: resourceSchema() },
        },
      ],
    },
  };
}

function resourceSchema(): StructuralSchema {
  return {
    type: 'object',
    description: 'A StatefulSet in every respect, any ordinal of which can go offline.',
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 253 } } },
      spec: specSchema(),
      status: structuralSchema(advancedStatefulSetStatusSchema),
    },
    'x-kubernetes-validations': [nameOfSet(longestSetName)],
  };
}

type Change = (field: StructuralSchema) => StructuralSchema;
const bounds =
  (more: StructuralSchema): Change =>
  (field) => ({ ...field, ...more });

function specSchema(): StructuralSchema {
  const own = structuralSchema(
    advancedStatefulSetSpecSchema.omit({ selector: true, template: true, volumeClaimTemplates: true }),
  );
  const {
    selector = {},
    template = {},
    volumeClaimTemplates = {},
  } = kubernetesSchema(kubernetesDefinitions, 'StatefulSetSpec', appsV1Adjustments).properties ?? {};
  const described = advancedStatefulSetSpecSchema.shape;
  const schema: StructuralSchema = {
    ...own,
    required: ['selector', 'template'],
    properties: {
      ...own.properties,
      selector: { description: described.selector.description ?? '', ...selector },
      template: { description: described.template.description ?? '', ...template },
      volumeClaimTemplates: {
        description: described.volumeClaimTemplates.description ?? '',
        ...volumeClaimTemplates,
      },
    },
  };
  return withAll(schema);
}

/** ValidateLabels of k8s.io/apimachinery. */
const labelValue: StructuralSchema = { type: 'string', maxLength: 63 };

/** Bounds that rules need to be cheap enough, and the rules. */
function withAll(schema: StructuralSchema): StructuralSchema {
  const changes: readonly (readonly [readonly string[], Change])[] = [
    [['offlineStrategy', 'podOrdinals'], bounds({ 'x-kubernetes-list-type': 'set' })],
    [['offlineStrategy', 'podOrdinals', '[]'], bounds({ maxLength: longestOrdinalEntry })],
    [['updateStrategy', 'rollingUpdate', 'maxUnavailable'], bounds({ maxLength: 20 })],
    [['serviceName'], bounds({ maxLength: 63 })],
    [['selector', 'matchLabels'], bounds({ maxProperties: 64, additionalProperties: labelValue })],
    [['selector', 'matchExpressions'], bounds({ maxItems: 64 })],
    [['selector', 'matchExpressions', '[]', 'values'], bounds({ maxItems: 64, items: labelValue })],
    [['template', 'metadata', 'labels'], bounds({ additionalProperties: labelValue })],
    [['volumeClaimTemplates'], bounds({ maxItems: 64 })],
    [['volumeClaimTemplates', '[]', 'metadata'], bounds({ required: ['name'] })],
    [['volumeClaimTemplates', '[]', 'metadata', 'name'], bounds({ maxLength: 63 })],
    [['volumeClaimTemplates', '[]', 'spec', 'accessModes'], bounds({ maxItems: 4 })],
    ...['storageClassName', 'volumeName', 'volumeAttributesClassName'].map(
      (field) => [['volumeClaimTemplates', '[]', 'spec', field], bounds({ maxLength: 253 })] as const,
    ),
    [
      ['volumeClaimTemplates', '[]', 'spec', 'resources', 'requests'],
      (field) => ({
        ...field,
        maxProperties: 16,
        additionalProperties: { ...field.additionalProperties, maxLength: 64 },
      }),
    ],
  ];
  const rules: readonly (readonly [readonly string[], readonly ValidationRule[]])[] = [
    [['offlineStrategy', 'podOrdinals', '[]'], ordinalEntryRules],
    [['offlineStrategy', 'podOrdinals'], [ordinalsOnce]],
    [['updateStrategy', 'rollingUpdate', 'maxUnavailable'], [someMayBeUnavailable]],
    [['updateStrategy'], [rollingUpdateUsed]],
    [['selector'], [selectorAsks, fixedField]],
    [['podManagementPolicy'], [fixedField]],
    [['template', 'spec'], [noDeadline]],
    [['volumeClaimTemplates', '[]', 'spec', 'resources', 'requests'], [claimAsksForStorage]],
    [['volumeClaimTemplates', '[]', 'metadata', 'name'], [rfc1123Label(63)]],
    [['serviceName'], [serviceNameIsLabel]],
    [[], [selectorMatches, claimNamesDiffer, fixedText('serviceName'), ...claimTemplateRules]],
  ];
  const bounded = changes.reduce((before, [path, change]) => changedAt(before, path, change), schema);
  return rules.reduce((before, [path, added]) => withRules(before, path, added), bounded);
}
