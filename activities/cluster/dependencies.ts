import type { Catalog } from '../../api/component.js';
import type { KubernetesClient } from '../../kubernetes/client.js';

/** What the cluster activities act with. */
export interface ClusterDependencies {
  readonly kubernetes: KubernetesClient;
  readonly catalog: Catalog;
  /** Aborted when this process is asked to end. */
  readonly ending: AbortSignal;
}
