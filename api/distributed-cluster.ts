import { z } from 'zod';
import { dnsLabelPattern, longestClusterName, longestNodeTypeName } from './names.js';
import { conditionSchema, objectMetaSchema } from './object-meta.js';
import { largestOrdinal } from './ordinals.js';
import { parseQuantity, quantityPattern } from './quantity.js';

/** A label of at most `longest` characters; the message is the one people see. */
function dnsLabel(longest: number): z.ZodString {
  return z
    .string()
    .min(1)
    .max(longest)
    .regex(
      dnsLabelPattern,
      'use lower-case letters, digits and "-", beginning with a letter and not ending with "-"',
    );
}

/** A positive Kubernetes quantity such as `500m`, `2` or `1.5Gi`. */
const quantity = z
  .string()
  .max(30)
  .regex(quantityPattern, 'write a quantity such as 500m, 2 or 1.5Gi')
  .refine((text) => (parseQuantity(text) ?? 0) > 0, 'must be more than zero');

export const resourcesSchema = z.strictObject({
  cpu: quantity.describe('Processors that each member may count on, for example 500m or 2.').optional(),
  memory: quantity
    .describe('Memory of each member: reserved for it, and the limit at which it is ended.')
    .optional(),
});

export const volumeSchema = z.strictObject({
  name: dnsLabel(20).describe('Name of the volume within the node type.'),
  size: quantity.describe('Size of the volume of each member, for example 20Gi.'),
  storageClassName: z
    .string()
    .min(1)
    .max(253)
    .describe('StorageClass; the default class if left out.')
    .optional(),
});

const mostSettings = 200;

export const configSchema = z
  .record(z.string().min(1).max(253), z.union([z.string().max(4096), z.number(), z.boolean()]))
  .refine((config) => Object.keys(config).length <= mostSettings, `at most ${mostSettings} settings`)
  .meta({ maxProperties: mostSettings })
  .describe("Settings in the component's own names; they come on top of the platform's.");

const mostOrdinalIps = 1000;

export const ordinalIpsSchema = z
  .record(
    z
      .string()
      .min(1)
      .max(10)
      .regex(/^(0|[1-9][0-9]*)$/, 'the form of an ordinal, such as 0 or 12'),
    z.string().min(1).max(91),
  )
  .refine((ips) => Object.keys(ips).length <= mostOrdinalIps, `at most ${mostOrdinalIps} ordinals`)
  .meta({ maxProperties: mostOrdinalIps })
  .describe(
    'Addresses that members are to have, by ordinal: 10.1.0.10, or one of each family, 10.1.0.10+fd00::10.' +
      ' Taken up when a member starts. Ordinals without a member are kept for when there is one.',
  );

const mostOfflineOrdinals = 128;

export const offlineOrdinalsSchema = z
  .array(z.int().min(0).max(largestOrdinal))
  .max(mostOfflineOrdinals)
  .describe(
    'Ordinals that are to have no member for now; each is drained first and keeps its volumes and its address. Those out of range count for nothing.',
  );

export const nodeTypeSchema = z.strictObject({
  name: dnsLabel(longestNodeTypeName).describe('Which of the node types of the component, for example data.'),
  replicas: z.int().min(0).max(1000).describe('How many members of this type.'),
  offlineOrdinals: offlineOrdinalsSchema.optional(),
  resources: resourcesSchema.describe("What each member gets; the catalog's values if left out.").optional(),
  volumes: z
    .array(volumeSchema)
    .max(16)
    .describe("Volumes of each member; the catalog's if left out.")
    .optional(),
  config: configSchema.optional(),
  ordinalIPs: ordinalIpsSchema.optional(),
});

export const distributedClusterSpecSchema = z.strictObject({
  component: dnsLabel(30).describe('Which system of the catalog, for example opensearch.'),
  version: z.string().min(1).max(30).describe('Version of the system, one that the catalog lists.'),
  tenant: dnsLabel(40).describe('The business unit that the cluster belongs to.'),
  image: z
    .string()
    .min(1)
    .max(500)
    .describe("Image to run in place of the catalog's, for example from a mirror.")
    .optional(),
  nodeTypes: z.array(nodeTypeSchema).min(1).max(10).describe('The kinds of member and how many of each.'),
  exposure: z
    .strictObject({
      nodeType: dnsLabel(longestNodeTypeName).describe(
        'Which node type answers at the address of the cluster.',
      ),
    })
    .describe("Where clients reach the cluster; the catalog's choice if left out.")
    .optional(),
  volumeRetention: z
    .strictObject({
      whenDeleted: z
        .enum(['Delete', 'Retain'])
        .describe('What happens to the volumes when the cluster is deleted.'),
    })
    .describe('Fate of the volumes; Delete if left out.')
    .optional(),
});

export const nodeTypeStatusSchema = z.object({
  name: z.string(),
  wanted: z.int().describe('Members asked for.'),
  ready: z.int().describe('Members that answer.'),
  updated: z.int().describe('Members that run what the spec asks for now.'),
});

/** Written by two processes, each its own fields: the workflow (phase, generation) and the controller (the rest). */
export const distributedClusterStatusSchema = z.object({
  observedGeneration: z.int().describe('Generation of the spec that is fully in place.').optional(),
  phase: z
    .enum(['Pending', 'Provisioning', 'Updating', 'Ready', 'Blocked', 'Deleting'])
    .describe('What the cluster workflow is doing.')
    .optional(),
  message: z.string().describe('What it waits for or what blocks it, in a sentence.').optional(),
  formed: z
    .boolean()
    .describe('The members have formed a cluster once; never again from scratch.')
    .optional(),
  endpoint: z.string().describe('URL at which clients inside Kubernetes reach the cluster.').optional(),
  health: z
    .object({
      state: z.enum(['Healthy', 'Degraded', 'Unhealthy', 'Unknown']),
      summary: z.string().describe("The system's own view of itself, in a sentence."),
    })
    .optional(),
  nodeTypes: z.array(nodeTypeStatusSchema).optional(),
  operation: z
    .object({
      kind: z.enum(['TakeOffline', 'BringOnline']),
      members: z.array(z.string()).describe('Pods of the members that it is about.'),
      state: z.enum(['Running', 'Blocked', 'Done', 'Cancelled', 'Failed']),
      message: z.string().describe('What it does, what blocks it or what came of it, in a sentence.'),
      forced: z.string().describe('Why guards were skipped, as the operator put it; empty if none was.'),
    })
    .describe('The last operation on members of the cluster; written by that operation.')
    .optional(),
  conditions: z.array(conditionSchema).optional(),
});

export const distributedClusterSchema = z.object({
  apiVersion: z.literal('statewright.io/v1alpha1'),
  kind: z.literal('DistributedCluster'),
  metadata: objectMetaSchema,
  spec: distributedClusterSpecSchema,
  status: distributedClusterStatusSchema.optional(),
});

/** A DistributedCluster as a person writes it, before the API server has seen it. */
export const distributedClusterManifestSchema = z.strictObject({
  apiVersion: z.literal('statewright.io/v1alpha1'),
  kind: z.literal('DistributedCluster'),
  metadata: z.looseObject({
    name: dnsLabel(longestClusterName).describe(
      'Name of the cluster; its address and all its members bear it.',
    ),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: distributedClusterSpecSchema,
  // `kubectl get -o yaml` prints a status; sending it back is harmless, the server ignores it.
  status: z.unknown().optional(),
});

export type NodeType = z.infer<typeof nodeTypeSchema>;
export type ClusterVolume = z.infer<typeof volumeSchema>;
export type ClusterConfig = z.infer<typeof configSchema>;
export type DistributedClusterSpec = z.infer<typeof distributedClusterSpecSchema>;
export type DistributedClusterStatus = z.infer<typeof distributedClusterStatusSchema>;
export type DistributedCluster = z.infer<typeof distributedClusterSchema>;
export type DistributedClusterManifest = z.infer<typeof distributedClusterManifestSchema>;
