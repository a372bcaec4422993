import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Change, VipRecord } from './record.js';

/** A line of ours on disk: CRC-32 of the JSON in hexadecimal, the JSON, a line feed. A torn or rotten one does not pass. */
export function encodeLine(value: unknown): string {
  const json = JSON.stringify(value);
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
}

/** The JSON text of a line without its line feed; undefined if it is not as it was written. */
export function jsonOfLine(line: string): string | undefined {
  const json = line.slice(9);
  return line[8] === ' ' && Number.parseInt(line.slice(0, 8), 16) === crc32(json) ? json : undefined;
}

const member = z.object({
  address: z.string(),
  port: z.number(),
  weight: z.number(),
  state: z.enum(['up', 'drain']),
});

const vip = z.object({
  address: z.string(),
  service: z.object({ namespace: z.string(), name: z.string(), uid: z.string() }),
  listeners: z.array(
    z.object({
      protocol: z.enum(['TCP', 'UDP']),
      port: z.number(),
      members: z.array(member),
      healthCheck: z.object({ kind: z.literal('tcp'), intervalSeconds: z.number() }).exactOptional(),
    }),
  ),
  sourceRanges: z.array(z.string()),
  affinity: z.object({ kind: z.literal('ClientIP'), timeoutSeconds: z.number() }).exactOptional(),
  idleTimeoutSeconds: z.number().exactOptional(),
});

export const storedRecord: z.ZodType<VipRecord> = z.object({
  id: z.string(),
  owner: z.string(),
  seq: z.number().int(),
  vip,
  createdAt: z.string(),
  updatedAt: z.string(),
});

export const storedChange: z.ZodType<Change> = z.object({
  seq: z.number().int(),
  time: z.string(),
  who: z.string(),
  key: z.string(),
  digest: z.string(),
  requestId: z.string(),
  action: z.enum(['create', 'replace', 'members', 'delete']),
  id: z.string(),
  before: storedRecord.nullable(),
  after: storedRecord.nullable(),
});

/** First line of a snapshot: the state after that change, in so many lines of VIPs and then of remembered changes. */
export const snapshotHead = z.object({
  seq: z.number().int().min(0),
  vips: z.number().int().min(0),
  remembered: z.number().int().min(0),
});
