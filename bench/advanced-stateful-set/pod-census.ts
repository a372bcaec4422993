import { Reflector } from '../../controllers/runtime/index.js';
import { pods, type KubernetesClient, type Pod } from '../../kubernetes/index.js';

interface Member {
  readonly ready: boolean;
  readonly image: string | undefined;
}

/** Counts the pods of a namespace that are ready and run an image, as the API server tells of them. */
export class PodCensus {
  readonly #stop = new AbortController();
  readonly #members: Reflector<Pod, Member>;
  readonly #complete = new Set<string>();
  #check: () => void = () => undefined;
  #image = '';

  private constructor(client: KubernetesClient, namespace: string) {
    this.#members = new Reflector({ client, resource: pods, namespace, project: memberOf });
    this.#members.subscribe(({ key }) => {
      this.#note(key);
      this.#check();
    });
  }

  /** Returns once it sees all there is. */
  static async start(client: KubernetesClient, namespace: string): Promise<PodCensus> {
    const census = new PodCensus(client, namespace);
    void census.#members.run(census.#stop.signal);
    await census.#members.synced;
    return census;
  }

  stop(): void {
    this.#stop.abort();
  }

  /**
   * Waits until there are exactly `count` pods, all ready and of the image.
   * @returns that moment on the clock of `performance.now()`
   * @throws Error after `timeoutMs`; the signal's reason when aborted
   */
  async until(
    count: number,
    image: string,
    { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<number> {
    signal.throwIfAborted();
    this.#image = image;
    this.#complete.clear();
    const done = new AbortController();
    for (const key of this.#members.store.keys()) this.#note(key);
    try {
      return await new Promise<number>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`${this.#complete.size} of ${count} pods after ${timeoutMs} ms`)),
          timeoutMs,
        );
        done.signal.addEventListener('abort', () => clearTimeout(timer));
        signal.addEventListener('abort', () => reject(signal.reason as Error), { signal: done.signal });
        this.#check = () => {
          if (this.#complete.size !== count || this.#members.store.size !== count) return;
          resolve(performance.now());
        };
        this.#check();
      });
    } finally {
      done.abort();
      this.#check = () => undefined;
    }
  }

  #note(key: string): void {
    const member = this.#members.store.get(key);
    if (member?.ready === true && member.image === this.#image) this.#complete.add(key);
    else this.#complete.delete(key);
  }
}

function memberOf({ metadata, spec, status }: Pod): Member {
  const conditions = status?.conditions ?? [];
  return {
    ready:
      metadata.deletionTimestamp === undefined &&
      conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
    image: spec.containers[0]?.image,
  };
}
