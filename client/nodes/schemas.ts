import { z } from 'zod';
import type { MachineDescription } from '../../workflows/describe-machine/contract.js';
import type { SweepVethsResult } from '../../workflows/sweep-veths/contract.js';

/** What the workflows of machines answer, checked like everything that comes from outside. */

const classes = [
  'inUse',
  'inUseWithoutLink',
  'inUseWithoutPort',
  'leftoverPair',
  'leftoverPort',
  'leftoverLink',
] as const;
const countsSchema = z.object({
  inUse: z.int(),
  inUseWithoutLink: z.int(),
  inUseWithoutPort: z.int(),
  leftoverPair: z.int(),
  leftoverPort: z.int(),
  leftoverLink: z.int(),
});
const unreadSchema = z.array(
  z.object({ list: z.enum(['ports', 'links', 'sandboxes', 'pods']), reason: z.string() }),
);

export const sweepResultSchema: z.ZodType<SweepVethsResult> = z.object({
  machine: z.string(),
  outcome: z.enum(['Clean', 'Swept', 'WouldSweep', 'Unknown', 'MachineGone']),
  message: z.string(),
  counts: countsSchema.exactOptional(),
  wouldRemove: z.array(z.string()).exactOptional(),
  removed: z.int(),
  kept: z.array(z.object({ name: z.string(), reason: z.string() })),
  unread: unreadSchema,
});

export const machineDescriptionSchema: z.ZodType<MachineDescription> = z.object({
  machine: z.string(),
  bridge: z.string(),
  datapath: z.string(),
  switchVersion: z.string(),
  uplink: z.object({ name: z.string(), type: z.string() }).exactOptional(),
  trouble: z.string().exactOptional(),
  ports: z.array(
    z.object({
      name: z.string(),
      pod: z.string(),
      addresses: z.array(z.string()),
      mac: z.string(),
      vlan: z.int(),
      ofport: z.int().exactOptional(),
      error: z.string().exactOptional(),
      class: z.enum([...classes, 'unknown']),
    }),
  ),
  morePorts: z.int(),
  survey: z.object({
    at: z.string(),
    unread: unreadSchema,
    counts: countsSchema,
    suspects: z.array(
      z.object({
        name: z.string(),
        containerId: z.string(),
        portId: z.string().exactOptional(),
        linkIndex: z.int().exactOptional(),
      }),
    ),
  }),
});
