import type { Clock } from '../../kubernetes/index.js';

/**
 * What is being added, and what was added a moment ago. Lists of what is wanted, made by others before that moment, cannot
 * name it yet: whoever removes by such a list leaves it alone.
 */
export class RecentAdditions {
  readonly #running = new Map<string, number>();
  readonly #ended = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly memoryMs: number,
  ) {}

  async note<T>(port: string, act: () => Promise<T>): Promise<T> {
    this.#running.set(port, (this.#running.get(port) ?? 0) + 1);
    try {
      return await act();
    } finally {
      const left = (this.#running.get(port) ?? 1) - 1;
      if (left === 0) this.#running.delete(port);
      else this.#running.set(port, left);
      this.#ended.set(port, this.clock.monotonic());
      this.#forget();
    }
  }

  has(port: string): boolean {
    this.#forget();
    return this.#running.has(port) || this.#ended.has(port);
  }

  #forget(): void {
    const before = this.clock.monotonic() - this.memoryMs;
    for (const [port, at] of this.#ended) if (at < before) this.#ended.delete(port);
  }
}
