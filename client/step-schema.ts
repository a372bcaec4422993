import { z } from 'zod';

/** A step of a process, as the query `progress` of every workflow shows it. */
export const stepSchema = z.object({
  name: z.string(),
  state: z.enum(['Pending', 'Running', 'Done', 'Blocked']),
  detail: z.string(),
  startedAt: z.number().optional(),
  finishedAt: z.number().optional(),
});

/** A guard as every progress shows it. */
export const guardSchema = z.object({ name: z.string(), holds: z.boolean(), detail: z.string() });
