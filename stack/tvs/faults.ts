import { z } from 'zod';

/** To whom a fault happens: requests of that method and path, so many of them, each with that probability. */
const scope = {
  method: z.enum(['GET', 'PUT', 'DELETE']).exactOptional(),
  /** Beginning of the path. */
  path: z.string().startsWith('/').exactOptional(),
  count: z.int().min(1).exactOptional(),
  probability: z.number().min(0).max(1).default(1),
};

const fault = z.discriminatedUnion('kind', [
  /** Answered so much later. */
  z.strictObject({ kind: z.literal('latency'), ms: z.int().min(1).max(600_000), ...scope }),
  /** Answered so, nothing is done. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.union([z.literal(429), z.int().min(500).max(599)]),
    retryAfterSeconds: z.int().min(0).exactOptional(),
    ...scope,
  }),
  /** Done, and the connection cut before a byte of the reply. */
  z.strictObject({ kind: z.literal('lose-reply'), ...scope }),
  /** Done, and the connection cut amid the reply's body. */
  z.strictObject({ kind: z.literal('cut-reply'), ...scope }),
  /** Not done, and never answered. */
  z.strictObject({ kind: z.literal('hang'), ...scope }),
]);

export const faultsBody = z.strictObject({ faults: z.array(fault) });
export type Fault = z.infer<typeof fault>;

/** Faults that wait for requests. */
export class Faults {
  #faults: { readonly fault: Fault; left: number; happened: number }[] = [];

  constructor(private readonly random: () => number) {}

  replace(faults: readonly Fault[]): void {
    this.#faults = faults.map((fault) => ({ fault, left: fault.count ?? Infinity, happened: 0 }));
  }

  /** With how often each has happened. */
  list(): readonly (Fault & { readonly happened: number })[] {
    return this.#faults.map(({ fault, happened }) => ({ ...fault, happened }));
  }

  /** What happens to this request: latency, and the first other fault that meets it. */
  meet(method: string, path: string): readonly Fault[] {
    const met: Fault[] = [];
    for (const entry of this.#faults) {
      const { fault } = entry;
      const one = fault.kind === 'latency' ? 'latency' : 'other';
      if (met.some(({ kind }) => (kind === 'latency' ? 'latency' : 'other') === one)) continue;
      if (entry.left === 0 || (fault.method ?? method) !== method || !path.startsWith(fault.path ?? '/'))
        continue;
      if (this.random() >= fault.probability) continue;
      entry.left -= 1;
      entry.happened += 1;
      met.push(fault);
    }
    return met;
  }
}
