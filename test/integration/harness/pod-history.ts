import { Reflector } from '../../../controllers/runtime/index.js';
import { pods, type KubernetesClient, type Pod } from '../../../kubernetes/index.js';

interface Seen {
  readonly name: string;
  readonly uid: string;
  /** Ready, and nobody has asked for its end. */
  readonly serves: boolean;
}

/** All that happened to the pods of a namespace, as a watch tells it. */
export class PodHistory {
  /** `made web-0`, `gone web-0` and the like, in their order. */
  readonly told: string[] = [];
  readonly #uids = new Map<string, Set<string>>();
  readonly #serving = new Map<string, string>();
  readonly #stop = new AbortController();
  readonly #reflector: Reflector<Pod, Seen>;
  readonly #running: Promise<void>;
  #fewest = Number.POSITIVE_INFINITY;

  private constructor(client: KubernetesClient, namespace: string) {
    this.#reflector = new Reflector({ client, resource: pods, namespace, project: seenOf });
    this.#reflector.subscribe(({ before, after }) => this.#note(before, after));
    this.#running = this.#reflector.run(this.#stop.signal);
  }

  /** From now on. */
  static async of(client: KubernetesClient, namespace: string): Promise<PodHistory> {
    const history = new PodHistory(client, namespace);
    await history.#reflector.synced;
    return history;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** How many different pods of each name there were. */
  get made(): Readonly<Record<string, number>> {
    return Object.fromEntries(Array.from(this.#uids, ([name, uids]) => [name, uids.size]));
  }

  /** The fewest that served at any moment since `count` was called. */
  get fewestServing(): number {
    return this.#fewest;
  }

  count(): void {
    this.#fewest = this.#serving.size;
  }

  #note(before: Seen | undefined, after: Seen | undefined): void {
    if (before !== undefined && before.uid !== after?.uid) {
      this.told.push(`gone ${before.name}`);
      this.#serving.delete(before.name);
    }
    if (after !== undefined) {
      if (before?.uid !== after.uid) this.told.push(`made ${after.name}`);
      const uids = this.#uids.get(after.name) ?? new Set();
      this.#uids.set(after.name, uids.add(after.uid));
      if (after.serves) this.#serving.set(after.name, after.uid);
      else this.#serving.delete(after.name);
    }
    this.#fewest = Math.min(this.#fewest, this.#serving.size);
  }
}

function seenOf({ metadata, status }: Pod): Seen {
  const isReady = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');
  return {
    name: metadata.name,
    uid: metadata.uid,
    serves: isReady === true && metadata.deletionTimestamp === undefined,
  };
}
