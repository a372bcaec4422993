import { z } from 'zod';
import {
  Controller,
  Reflector,
  refOf,
  runControllers,
  watching,
} from '../../../controllers/runtime/index.js';
import { pods, type KubernetesClient, type Pod, type Resource } from '../../../kubernetes/index.js';
import { reportOf, type Life } from './pod-reports.js';

/** The subresource by which a scheduler gives a pod its machine; the answer holds nothing of interest. */
const bindings: Resource = {
  ...pods,
  kind: 'Binding',
  schema: z.unknown().transform(() => ({ metadata: { name: '', uid: '', resourceVersion: '' } })),
};

const machine = 'stand-in';

/**
 * Stands in for scheduler and kubelet of one namespace: gives pods a machine, reports them as running and ready, and
 * lets those go whose end was asked for. No container runs. What becomes of a pod is for the test to say.
 */
export class StandInKubelet {
  readonly #stop = new AbortController();
  readonly #controller: Controller;
  readonly #running: Promise<void>;
  readonly #pods: Reflector<Pod, Pod>;
  #lifeOf: (pod: Pod) => Life = () => 'ready';

  constructor(
    private readonly client: KubernetesClient,
    namespace: string,
  ) {
    this.#pods = new Reflector({ client, resource: pods, namespace, project: (pod) => pod });
    this.#controller = new Controller({
      name: 'stand-in-kubelet',
      sources: [watching(this.#pods)],
      concurrency: 8,
      backoff: { baseMs: 20, capMs: 500 },
      reconcile: async (key) => {
        await this.#treat(refOf(key));
        return { kind: 'done' };
      },
    });
    this.#running = runControllers({
      controllers: [this.#controller],
      stop: this.#stop.signal,
      drainMs: 1_000,
    });
  }

  /** From now on pods live as `lifeOf` says. */
  decree(lifeOf: (pod: Pod) => Life): void {
    this.#lifeOf = lifeOf;
    for (const key of this.#pods.store.keys()) this.#controller.enqueue(key);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #treat(ref: { readonly namespace?: string; readonly name: string }): Promise<void> {
    const pod = await this.client.get(pods, ref);
    if (pod === undefined) return;
    const { uid, deletionTimestamp } = pod.metadata;
    const life = this.#lifeOf(pod);
    if (deletionTimestamp !== undefined) {
      if (life !== 'lingering') await this.client.delete(pods, ref, { uid, gracePeriodSeconds: 0 });
      return;
    }
    if (life === 'unscheduled') return;
    if (pod.spec.nodeName === undefined) {
      const target = { apiVersion: 'v1', kind: 'Node', name: machine };
      await this.client.create(bindings, { metadata: { ...ref, uid }, target }, { subresource: 'binding' });
      return;
    }
    const report = reportOf(pod, life, new Date());
    if (report === undefined) return;
    await this.client.mergePatch(pods, ref, { metadata: { uid }, status: report }, { subresource: 'status' });
  }
}
