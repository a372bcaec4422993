import { z } from 'zod';

const problemSchema = z.object({
  name: z.string(),
  service: z.string(),
  reason: z.enum(['NotAName', 'OfAnother', 'TooLarge', 'Refused']),
  detail: z.string(),
});

/** What the workflow `sweepNames` answers. */
export const sweepNamesResultSchema = z.object({
  outcome: z.enum(['Clean', 'Swept', 'WouldSweep']),
  message: z.string(),
  zones: z.array(
    z.object({
      zone: z.string(),
      records: z.int(),
      services: z.int(),
      differing: z.int(),
      examples: z.array(z.string()),
      changed: z.int(),
      problems: z.array(problemSchema),
      problemCount: z.int(),
    }),
  ),
});
