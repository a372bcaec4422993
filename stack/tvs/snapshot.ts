import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change, VipRecord } from './record.js';
import { encodeLine, jsonOfLine, snapshotHead, storedChange, storedRecord } from './stored.js';

/** Everything after the change of number `seq`. */
export interface Snapshot {
  readonly seq: number;
  readonly vips: readonly VipRecord[];
  /** Changes whose idempotency keys are still remembered, the oldest first. */
  readonly remembered: readonly Change[];
}

const name = 'snapshot.jsonl';

/** The snapshot in the folder; an empty one if there is none. @throws Error if it is not as it was written. */
export async function readSnapshot(folder: string): Promise<Snapshot> {
  const text = await readFile(join(folder, name), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return { seq: 0, vips: [], remembered: [] };
  const [first = '', ...lines] = text.trimEnd().split('\n').map(parsed);
  const head = snapshotHead.parse(first);
  if (lines.length !== head.vips + head.remembered) throw new Error(`${name} has lost lines`);
  return {
    seq: head.seq,
    vips: lines.slice(0, head.vips).map((line) => storedRecord.parse(line)),
    remembered: lines.slice(head.vips).map((line) => storedChange.parse(line)),
  };
}

/** Appears in place of the one before only when it is complete and durable. */
export async function writeSnapshot(folder: string, { seq, vips, remembered }: Snapshot): Promise<void> {
  const path = join(folder, name);
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(encodeLine({ seq, vips: vips.length, remembered: remembered.length }));
    for (const list of [vips, remembered]) {
      for (let from = 0; from < list.length; from += 500) {
        await file.writeFile(
          list
            .slice(from, from + 500)
            .map(encodeLine)
            .join(''),
        );
      }
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  await syncFolder(folder);
}

/** Makes names that were made, renamed or removed in the folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function parsed(line: string, index: number): unknown {
  const json = jsonOfLine(line);
  if (json === undefined) throw new Error(`${name}, line ${index + 1}, is not as it was written`);
  return JSON.parse(json);
}
