import { z } from 'zod';
import {
  advancedStatefulSetManifestSchema,
  advancedStatefulSetStatusSchema,
} from '../advanced-stateful-set.js';
import type { ComponentRules } from '../component.js';
import { distributedClusterManifestSchema, distributedClusterStatusSchema } from '../distributed-cluster.js';
import { catalogue } from '../errors/index.js';
import { dnsLabelPattern, group, version } from '../names.js';
import { quantityPattern } from '../quantity.js';
import { ipAssignmentSpecSchema } from '../network/ip-assignment.js';
import { ipPoolManifestSchema, ipPoolStatusSchema } from '../network/ip-pool.js';
import { ipReservationSpecSchema, ipReservationStatusSchema } from '../network/ip-reservation.js';
import { kubernetesVersion } from './kubernetes-definitions.js';

/** Open on purpose: it only describes. */
const schemaNode = z.looseObject({
  type: z.string().optional(),
  description: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  required: z.array(z.string()).optional(),
  enum: z.array(z.string()).optional(),
  const: z.string().optional(),
  default: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  pattern: z.string().optional(),
  minLength: z.int().optional(),
  maxLength: z.int().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minItems: z.int().optional(),
  maxItems: z.int().optional(),
  maxProperties: z.int().optional(),
});

type SchemaNode = z.infer<typeof schemaNode>;

/** docs/api-reference.md: every field with type, bounds and meaning, the catalog's defaults, and every error. */
export function apiReference(rules: readonly ComponentRules[]): string {
  return [
    '<!-- Made from api/ and catalog/ by `npm run generate`. Changes here are lost. -->',
    '# API reference',
    `## DistributedCluster (\`${group}/${version}\`, short name \`dc\`)`,
    'Written by the owner of a cluster. A field without "yes" may be left out.',
    manifestTable(distributedClusterManifestSchema),
    '### Status',
    'Written by the platform.',
    statusTable(distributedClusterStatusSchema),
    `## AdvancedStatefulSet (\`${group}/${version}\`, short name \`asts\`)`,
    `Every field of a StatefulSet (apps/v1) of Kubernetes ${kubernetesVersion} with the same meaning, and what is our own. A field without "yes" may be left out. What stands under \`selector\`, \`template\` and \`volumeClaimTemplates\` is checked field by field as Kubernetes does; \`kubectl explain asts.spec.template --recursive\` lists it.`,
    manifestTable(advancedStatefulSetManifestSchema, [
      'spec.selector',
      'spec.template',
      'spec.volumeClaimTemplates',
    ]),
    '### Status',
    'Written by the platform.',
    statusTable(advancedStatefulSetStatusSchema),
    ...addressSections(),
    '## The catalog',
    ...rules.flatMap(componentSections),
    '## Errors',
    'Wherever a request is refused or a process is blocked, the reason is one of these.',
    errorTable(),
    '',
  ].join('\n\n');
}

function addressSections(): readonly string[] {
  const reservation = z.object({ spec: ipReservationSpecSchema, status: ipReservationStatusSchema });
  const all = (schema: z.ZodType): string =>
    fieldTable(z.toJSONSchema(schema, { io: 'input' }), ['spec', 'status'], []);
  return [
    `## IPPool (\`${group}/${version}\`, in no namespace)`,
    'Written by the operator of the network: one layer 2 segment whose addresses pods get.',
    manifestTable(ipPoolManifestSchema),
    '### Status',
    'Written by the platform.',
    statusTable(ipPoolStatusSchema),
    `## IPReservation (\`${group}/${version}\`, short name \`ipr\`, in no namespace)`,
    'Written by the platform: the addresses that pods of one namespace and name get. Named `<namespace>.<pod name>`.',
    all(reservation),
    `## IPAssignment (\`${group}/${version}\`, short name \`ipa\`, in no namespace)`,
    'Written by the platform, one for each address that is held, and named after it. It never changes.',
    all(z.object({ spec: ipAssignmentSpecSchema })),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function manifestTable(manifest: z.ZodType, leaves: readonly string[] = []): string {
  const fields = ['apiVersion', 'kind', 'metadata', 'spec'];
  return fieldTable(z.toJSONSchema(manifest, { io: 'input' }), fields, leaves);
}

function statusTable(status: z.ZodType): string {
  const properties = { status: z.toJSONSchema(status, { io: 'input' }) };
  return fieldTable({ type: 'object', properties }, ['status'], []);
}

/** What stands below the fields of `leaves` is described elsewhere. */
function fieldTable(schema: unknown, only: readonly string[], leaves: readonly string[]): string {
  const root = schemaNode.parse(schema);
  const there = only.filter((name) => root.properties?.[name] !== undefined);
  const rows = there.flatMap((name) =>
    fieldRows(name, root.properties?.[name], root.required?.includes(name) ?? false, leaves),
  );
  return table(['Field', 'Type', 'Needed', 'Bounds', 'Meaning'], rows);
}

function fieldRows(path: string, schema: unknown, required: boolean, leaves: readonly string[]): string[][] {
  const node = schemaNode.parse(schema);
  const own = [`\`${path}\``, typeOf(node), required ? 'yes' : '', bounds(node), node.description ?? ''];
  if (leaves.includes(path)) return [own];
  const fields = node.items === undefined ? node : schemaNode.parse(node.items);
  const prefix = node.items === undefined ? path : `${path}[]`;
  const below = Object.entries(fields.properties ?? {}).flatMap(([name, property]) =>
    fieldRows(`${prefix}.${name}`, property, fields.required?.includes(name) ?? false, leaves),
  );
  return [own, ...below];
}

function typeOf(node: SchemaNode): string {
  if (node.anyOf !== undefined)
    return node.anyOf.map((branch) => typeOf(schemaNode.parse(branch))).join(' or ');
  if (node.items !== undefined) return `list of ${typeOf(schemaNode.parse(node.items))}`;
  if (node.type === 'object' && node.properties === undefined && node.additionalProperties !== undefined) {
    return `map of ${typeOf(schemaNode.parse(node.additionalProperties))}`;
  }
  return node.type ?? 'any';
}

/** Patterns that have a name. */
const patternNames: Readonly<Record<string, string>> = {
  [dnsLabelPattern.source]: 'DNS label',
  [quantityPattern.source]: 'quantity such as `500m`, `2` or `1.5Gi`',
};

/**
 * A pattern by its name. One without is written in character references: `[a-z](-[a-z])` is a link and `*` is emphasis
 * to readers of Markdown, some of whom do not stop at backticks.
 */
export function patternText(pattern: string): string {
  const escaped = pattern.replace(/[^A-Za-z0-9]/g, (character) => `&#${character.charCodeAt(0)};`);
  return patternNames[pattern] ?? `<code>${escaped}</code>`;
}

function bounds(node: SchemaNode): string {
  const counted = (least: number | undefined, most: number | undefined, what: string): string[] => {
    if (least === undefined && most === undefined) return [];
    if (most === undefined) return [`at least ${least ?? 0}${what}`];
    return [least === undefined ? `at most ${most}${what}` : `${least} to ${most}${what}`];
  };
  const safe = (limit: number | undefined) =>
    Number.isSafeInteger(limit) && Math.abs(limit ?? 0) < 2 ** 53 - 1 ? limit : undefined;
  return [
    ...(node.const === undefined ? [] : [`\`${node.const}\``]),
    ...(node.enum === undefined ? [] : [node.enum.map((value) => `\`${value}\``).join(', ')]),
    ...(node.pattern === undefined ? [] : [patternText(node.pattern)]),
    ...counted(node.minLength, node.maxLength, ' characters'),
    ...counted(safe(node.minimum), safe(node.maximum), ''),
    ...counted(node.minItems, node.maxItems, ' entries'),
    ...counted(undefined, node.maxProperties, ' entries'),
    ...(node.default === undefined ? [] : [`default \`${shownDefault(node.default)}\``]),
  ].join('; ');
}

function shownDefault(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function componentSections(component: ComponentRules): string[] {
  const nodeTypes = component.nodeTypes.map((nodeType) => [
    `\`${nodeType.name}\``,
    nodeType.purpose,
    (nodeType.maximum === undefined
      ? `${nodeType.minimum} or more`
      : `${nodeType.minimum} to ${nodeType.maximum}`) + (nodeType.odd === true ? ', odd numbers' : ''),
    nodeType.minimumMemory,
    `${nodeType.defaults.memory}, ${nodeType.defaults.cpu}`,
    nodeType.defaults.volumes.map(({ name, size }) => `\`${name}\` ${size}`).join(', ') || 'none',
  ]);
  return [
    `### ${component.title} (\`component: ${component.component}\`)`,
    `Versions: ${component.versions.join(', ')}. Clients are answered at port ${component.clientPort} by \`${component.exposed}\`, unless \`spec.exposure\` says otherwise or it has no members.`,
    table(
      [
        'Node type',
        'What it does',
        'Replicas',
        'Least memory',
        'Memory and processors if left out',
        'Volumes if left out',
      ],
      nodeTypes,
    ),
    'Settings that the platform decides; a name that ends with a dot stands for all settings under it.',
    table(
      ['Setting', 'Reason'],
      component.forbiddenSettings.map(({ key, reason }) => [`\`${key}\``, reason]),
    ),
  ];
}

function errorTable(): string {
  const rows = Object.entries(catalogue).map(([code, { kind, sentence, remedy }]) => [
    code,
    kind,
    sentence,
    remedy,
  ]);
  return table(['Code', 'Kind', 'Sentence', 'What to do'], rows);
}
