import { createServiceController } from '../controllers/service/controller.js';
import type { Controller } from '../controllers/runtime/controller.js';
import type { Log, RuntimeMetrics } from '../controllers/runtime/observation.js';
import type { ObjectKey } from '../api/names.js';
import type { RecordedVip } from '../api/balancer/index.js';
import type { KubernetesClient } from '../kubernetes/index.js';
import type { BalancerAccess } from './balancer.js';

export interface VipServiceSettings {
  readonly kubernetes: KubernetesClient;
  readonly balancer: BalancerAccess;
  readonly namespaces: readonly (string | undefined)[];
  notify(key: ObjectKey): Promise<void>;
  readonly log: Log;
  readonly metrics: RuntimeMetrics;
}

/** The controllers of Services' VIPs for as long as this process leads. They write nothing, so they need no connection of their own. */
export function serveServices(settings: VipServiceSettings): readonly Controller[] {
  const { kubernetes, balancer, namespaces, log, metrics } = settings;
  const { services, finalizer } = balancer.vipSettings;
  return namespaces.map((namespace) =>
    createServiceController({
      kubernetes,
      namespace,
      services,
      finalizer,
      resyncMs: balancer.resyncMs,
      listRecorded: (signal) => listOwned(balancer, signal),
      notify: (key) => settings.notify(key),
      log,
      metrics,
    }),
  );
}

async function* listOwned(
  access: BalancerAccess,
  signal: AbortSignal,
): AsyncGenerator<readonly RecordedVip[]> {
  const { balancer } = await access.open({ signal });
  yield* balancer.listOwned({ signal });
}
