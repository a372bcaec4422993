import { z } from 'zod';
import { conditionSchema, objectMetaSchema } from '../object-meta.js';
import { durationPattern } from './duration.js';

/** How long an address is kept for a pod that is gone, if the pool does not say: three days. */
export const defaultRetention = '72h';
/** How long an address is probed before its first use, in milliseconds, if the pool does not say. */
export const defaultProbeMilliseconds = 30;

const subnet = z.string().min(1).max(49);
const address = z.string().min(1).max(45);
const block = z.string().min(1).max(91);
const dnsName = z.string().min(1).max(253);

const familySchema = z.strictObject({
  subnet: subnet.describe('The subnet of the segment, for example 10.90.0.0/16 or fd90::/64.'),
  ranges: z
    .array(block)
    .min(1)
    .max(64)
    .describe(
      'Addresses of the subnet that pods may get: ranges such as 10.90.64.1-10.90.127.254, subnets or single ones.',
    ),
  exclude: z
    .array(block)
    .max(64)
    .describe(
      'Addresses within the ranges that no pod gets. The gateway and the ends of the subnet never go to pods.',
    )
    .optional(),
  gateway: address.describe('Router of the segment; no default route if left out.').optional(),
});

export const ipPoolSpecSchema = z.strictObject({
  vlan: z.int().min(0).max(4094).describe('VLAN of the segment; 0 or left out for untagged.').optional(),
  mtu: z
    .int()
    .min(1280)
    .max(65_535)
    .describe("Largest packet in bytes; the uplink's if left out.")
    .optional(),
  default: z.boolean().describe('For pods that name no pool and whose namespace no pool names.').optional(),
  ipv4: familySchema.optional(),
  ipv6: familySchema.optional(),
  routes: z
    .array(
      z.strictObject({
        to: subnet.describe('Destination, for example 10.96.0.0/16.'),
        via: address.describe('Next hop; answered on the segment itself if left out.').optional(),
      }),
    )
    .max(64)
    .describe('Routes inside the pods beside those of subnet and gateway.')
    .optional(),
  dns: z
    .strictObject({
      servers: z.array(address).max(3).optional(),
      search: z.array(dnsName).max(32).optional(),
      options: z.array(z.string().min(1).max(253)).max(32).optional(),
    })
    .describe('Told to the container runtime.')
    .optional(),
  namespaces: z
    .array(z.string().min(1).max(63))
    .min(1)
    .max(1_000)
    .describe('Namespaces whose pods may be here, and are if they name no pool; all if left out.')
    .optional(),
  retention: z
    .string()
    .min(2)
    .max(24)
    .regex(durationPattern, 'write a duration such as 72h, 30m or 1d12h')
    .describe('How long an address is kept for a pod that is gone, such as 72h, 30m or 1d12h.')
    .default(defaultRetention),
  exhausted: z
    .enum(['Wait', 'ReuseOldest'])
    .describe(
      'When no address is left: wait for one, or take the one whose pod is gone for longest, before its time.',
    )
    .default('Wait'),
  duplicateDetection: z
    .strictObject({
      milliseconds: z
        .int()
        .min(0)
        .max(1_000)
        .describe('How long to wait for somebody who has the address already; 0 for not at all.'),
    })
    .describe(`Probe before an address is used; ${defaultProbeMilliseconds} ms if left out.`)
    .optional(),
});

const countSchema = z.object({
  capacity: z.string().describe('Addresses for pods.'),
  bound: z.string().describe('Addresses of pods that exist.'),
  released: z.string().describe('Addresses kept for pods that are gone.'),
  free: z.string().describe('Addresses that nobody has.'),
});

/** Counts are texts: an IPv6 range has more addresses than a JSON number counts. */
export const ipPoolStatusSchema = z.object({
  observedGeneration: z.int().optional(),
  ipv4: countSchema.optional(),
  ipv6: countSchema.optional(),
  conditions: z.array(conditionSchema).optional(),
});

export const ipPoolSchema = z.object({
  apiVersion: z.string().optional(),
  kind: z.string().optional(),
  metadata: objectMetaSchema,
  spec: ipPoolSpecSchema,
  status: ipPoolStatusSchema.optional(),
});

/** An IPPool as a person writes it. */
export const ipPoolManifestSchema = z.strictObject({
  apiVersion: z.literal('statewright.io/v1alpha1'),
  kind: z.literal('IPPool'),
  metadata: z.looseObject({ name: z.string().min(1).max(253) }),
  spec: ipPoolSpecSchema,
  status: z.unknown().optional(),
});

export type IPPoolSpec = z.infer<typeof ipPoolSpecSchema>;
export type IPPoolStatus = z.infer<typeof ipPoolStatusSchema>;
export type IPPoolCounts = z.infer<typeof countSchema>;
export type IPPool = z.infer<typeof ipPoolSchema>;
export type IPPoolFamily = z.infer<typeof familySchema>;
