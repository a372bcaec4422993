import { z } from 'zod';
import type { OperationProgress, OperationResult } from '../workflows/offline/contract.js';
import { guardSchema, stepSchema } from './step-schema.js';

const progressSchema = z.object({
  kind: z.enum(['TakeOffline', 'BringOnline']),
  members: z.array(z.string()),
  state: z.enum(['Running', 'Blocked', 'Undoing', 'Done', 'Cancelled', 'Failed']),
  message: z.string(),
  steps: z.array(stepSchema),
  guards: z.array(guardSchema),
  remaining: z.record(z.string(), z.number()),
  forced: z.string().optional(),
});
const resultSchema = z.object({
  outcome: z.enum(['Done', 'Cancelled']),
  message: z.string(),
  members: z.array(
    z.object({
      member: z.string(),
      outcome: z.enum(['Offline', 'Online', 'Undone', 'Untouched']),
      durations: z.object({
        guardsMs: z.number().optional(),
        moveMs: z.number().optional(),
        stopMs: z.number().optional(),
        settleMs: z.number().optional(),
        undoMs: z.number().optional(),
      }),
    }),
  ),
  durationMs: z.number(),
  forced: z.object({ reason: z.string(), skipped: z.array(z.string()) }).optional(),
});

/** Without the keys whose value is undefined, which exact optional properties do not allow. */
function compact<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, it]) => it !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** The reply to the query `progress` of an operation; undefined if it is of another form. */
export function parseOperationProgress(reply: unknown): OperationProgress | undefined {
  const parsed = progressSchema.safeParse(reply);
  if (!parsed.success) return undefined;
  return compact({ ...parsed.data, steps: parsed.data.steps.map((step) => compact(step)) });
}

/** The result of an operation; undefined if it is of another form. */
export function parseOperationResult(reply: unknown): OperationResult | undefined {
  const parsed = resultSchema.safeParse(reply);
  if (!parsed.success) return undefined;
  const members = parsed.data.members.map((it) => ({ ...it, durations: compact(it.durations) }));
  return compact({ ...parsed.data, members });
}
