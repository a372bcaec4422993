import { z } from 'zod';
import { tserverPagesPort } from '../rules.js';

/** `/metrics?metrics=…`: a list of entities with their figures; only the server's own is read. */
const figures = z.array(
  z.object({ metrics: z.array(z.object({ name: z.string(), value: z.number().optional() })) }),
);
const free = 'data_dirs_space_available_bytes';

/** Bytes that a tablet server says its data directories can still take, undefined if it does not say. */
export async function freeSpace(address: string, signal: AbortSignal): Promise<number | undefined> {
  const host = address.includes(':') ? `[${address}]` : address;
  try {
    const reply = await fetch(`http://${host}:${tserverPagesPort}/metrics?metrics=${free}`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
    });
    const all = figures.parse(await reply.json()).flatMap(({ metrics }) => metrics);
    const value = all.find(({ name }) => name === free)?.value;
    // -1 if the disks could not be read.
    return value === undefined || value < 0 ? undefined : value;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
