/** A source of numbers, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Everybody waits for a turn before and after each request; whose turn it is, chance decides. */
export class Turns {
  readonly #waiting: (() => void)[] = [];

  constructor(readonly random: () => number) {}

  get waiting(): number {
    return this.#waiting.length;
  }

  async turn(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Lets one go on, and returns when it waits again, or has ended. */
  async next(): Promise<void> {
    const index = Math.floor(this.random() * this.#waiting.length);
    const last = this.#waiting.pop();
    const chosen = index < this.#waiting.length ? this.#waiting[index] : last;
    if (chosen === undefined || last === undefined) return;
    if (chosen !== last) this.#waiting[index] = last;
    chosen();
    await new Promise((resolve) => setImmediate(resolve));
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }
}
