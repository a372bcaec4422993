import { refOf, type Key } from '../../../controllers/runtime/index.js';
import { configMaps, type KubernetesClient } from '../../../kubernetes/index.js';

/** Wishes for acting controllers: ConfigMaps whose `data.wanted` goes on changing until `end`. */
export class Demand {
  /** For each key, the value it was last given. */
  readonly wanted = new Map<Key, string>();
  #over = false;
  readonly #writing: Promise<void>;

  /** @param client its rate limit sets the pace */
  constructor(
    private readonly client: KubernetesClient,
    namespace: string,
    keys: number,
  ) {
    const names = Array.from({ length: keys }, (_, index) => `${namespace}/work-${index}`);
    this.#writing = this.#write(names);
  }

  /** No value changes any more once this is resolved. @throws what went wrong with a write */
  async end(): Promise<void> {
    this.#over = true;
    await this.#writing;
  }

  async #write(keys: readonly Key[]): Promise<void> {
    for (let round = 0; !this.#over; round += 1) {
      for (const key of keys) {
        const metadata = { ...refOf(key), labels: { work: 'yes' } };
        const data = { wanted: String(round) };
        if (round === 0) await this.client.create(configMaps, { metadata, data });
        else await this.client.mergePatch(configMaps, refOf(key), { data });
        this.wanted.set(key, data.wanted);
      }
    }
  }
}
