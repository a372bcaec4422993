import { StatewrightError } from '../../api/errors/index.js';
import { batchesOf, type NameUpdate } from '../../api/dns/update.js';
import type { NameServer, NameServerCall } from './name-server.js';

export interface Sent {
  /** Names that are changed. */
  readonly changed: number;
  /** Not any more as they were read, so nothing was done. */
  readonly contested: readonly NameUpdate[];
  /** Those that the server does not take, each with its reason. */
  readonly refused: readonly { readonly update: NameUpdate; readonly reason: string }[];
}

/** Messages under way at once; the server does the updates of a zone one after the other in any case. */
const concurrency = 4;

/**
 * Sends updates in as few messages as hold them. One whose prerequisites do not hold, or that the server does not take, is
 * found by halving, so that it holds up none of the others.
 * Throws what the server being away throws, and `NameServerRefused` if it takes nothing at all.
 */
export async function sendUpdates(
  server: NameServer,
  zone: string,
  updates: readonly NameUpdate[],
  call: NameServerCall & { readonly progress?: () => void } = {},
): Promise<Sent> {
  let changed = 0;
  const contested: NameUpdate[] = [];
  const refused: { update: NameUpdate; reason: string }[] = [];
  let refusal: StatewrightError | undefined;

  const send = async (batch: readonly NameUpdate[]): Promise<void> => {
    const [only] = batch;
    if (only === undefined) return;
    const outcome = await attempt(server, zone, batch, call);
    call.progress?.();
    if (outcome === 'done') {
      changed += batch.length;
      return;
    }
    if (outcome instanceof StatewrightError) refusal = outcome;
    if (batch.length > 1) {
      const half = Math.ceil(batch.length / 2);
      await send(batch.slice(0, half));
      await send(batch.slice(half));
    } else if (outcome === 'contested') {
      contested.push(only);
    } else {
      refused.push({ update: only, reason: outcome.sentence });
      // A key that may do nothing is not worth asking for each of thousands of names.
      if (changed === 0 && contested.length === 0 && refused.length > mostRefusals) throw outcome;
    }
  };

  const queue = batchesOf(updates).values();
  const work = async (): Promise<void> => {
    for (const batch of queue) await send(batch);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  if (refusal !== undefined && changed === 0 && contested.length === 0) throw refusal;
  return { changed, contested, refused };
}

/** So many in the beginning mean all. */
const mostRefusals = 8;

async function attempt(
  server: NameServer,
  zone: string,
  batch: readonly NameUpdate[],
  call: NameServerCall,
): Promise<'done' | 'contested' | StatewrightError> {
  try {
    return await server.update(zone, batch, call);
  } catch (error) {
    if (error instanceof StatewrightError && error.code === 'NameServerRefused') return error;
    throw error;
  }
}
