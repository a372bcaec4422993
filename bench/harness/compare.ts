import type { Arena, Bench, Contestant, Figure, Figures } from './bench.js';
import { spread, type Spread } from './statistics.js';

export interface Measured extends Spread {
  readonly unit: string;
  readonly better: Figure['better'];
  /** In the order of the rounds. */
  readonly values: readonly number[];
}

export interface Standing extends Contestant {
  readonly figures: Readonly<Record<string, Measured>>;
}

export interface CompareOptions {
  readonly rounds: number;
  /** Aborting ends the comparison without a result. */
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
}

/**
 * Lets all contestants run in turn, round after round (A, B, A, B …), so that whatever else goes on with the machine
 * and the servers meanwhile befalls all of them alike. A first round warms the servers up and does not count.
 */
export async function compare(bench: Bench, options: CompareOptions): Promise<readonly Standing[]> {
  const { rounds, signal, report } = options;
  const arena = await bench.open({ signal, report });
  const results = new Map<string, Figures[]>();
  try {
    for (let round = 0; round <= rounds; round += 1) {
      for (const { name } of bench.contestants) {
        signal.throwIfAborted();
        report(round === 0 ? `warming up: ${name}` : `round ${round} of ${rounds}: ${name}`);
        const figures = await runRound(bench, arena, name);
        if (round > 0) results.set(name, [...(results.get(name) ?? []), figures]);
      }
    }
  } finally {
    await arena.close();
  }
  return bench.contestants.map((contestant) =>
    standing(bench, contestant, results.get(contestant.name) ?? []),
  );
}

async function runRound(bench: Bench, arena: Arena, contestant: string): Promise<Figures> {
  const figures = await arena.round(contestant);
  for (const { name } of bench.figures) {
    if (!Number.isFinite(figures[name])) throw new Error(`${contestant} gave no figure "${name}"`);
  }
  return figures;
}

function standing(bench: Bench, contestant: Contestant, rounds: readonly Figures[]): Standing {
  const figures = bench.figures.map(({ name, unit, better }): [string, Measured] => {
    const values = rounds.map((round) => round[name] ?? Number.NaN);
    return [name, { unit, better, ...spread(values), values }];
  });
  return { ...contestant, figures: Object.fromEntries(figures) };
}
