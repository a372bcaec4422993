import type { ObjectKey } from '../api/names.js';
import type { KubernetesClient } from '../kubernetes/index.js';
import { adoptSet, type AdoptOptions, type AdoptOutcome } from './adoption/adopt.js';

/** What can be done with sets of pods. Every failure is a StatewrightError. */
export interface Sets {
  /**
   * Moves the pods, claims and revisions of a set to a set of the other kind without restarting a pod: from an apps/v1
   * StatefulSet to an AdvancedStatefulSet of the same name, or back. Calling it again goes on where it was.
   */
  adopt(key: ObjectKey, options: AdoptOptions): Promise<AdoptOutcome>;
}

export function createSets(connections: { kubernetes(): KubernetesClient }): Sets {
  return {
    adopt: async (key, options) => adoptSet(connections.kubernetes(), key, options),
  };
}
