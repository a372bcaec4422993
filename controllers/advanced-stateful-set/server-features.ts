import { z } from 'zod';
import type { KubernetesClient } from '../../kubernetes/index.js';

/** k8s.io/apimachinery meta/v1 APIResourceList. */
const resourceListSchema = z.looseObject({ resources: z.array(z.looseObject({ name: z.string() })) });

/** What the API server can do beyond what every supported version can; asked when first needed, and once. */
export class ServerFeatures {
  #podResize: Promise<boolean> | undefined;

  constructor(private readonly client: KubernetesClient) {}

  /** Whether pods have the subresource `resize` (Kubernetes 1.33 and later). */
  podResize(signal: AbortSignal): Promise<boolean> {
    this.#podResize ??= this.#ask(signal).catch((error: unknown) => {
      this.#podResize = undefined;
      throw error;
    });
    return this.#podResize;
  }

  async #ask(signal: AbortSignal): Promise<boolean> {
    const text = await this.client.getRaw('/api/v1', { signal });
    const { resources } = resourceListSchema.parse(JSON.parse(text));
    return resources.some(({ name }) => name === 'pods/resize');
  }
}
