import type { NamingSettings } from '../activities/dns/index.js';
import { signalNamesChanged, type TemporalConnection } from '../client/index.js';
import { createNamesController } from '../controllers/names/controller.js';
import type { Controller } from '../controllers/runtime/controller.js';
import type { Log, RuntimeMetrics } from '../controllers/runtime/observation.js';
import { clusterOwner, createKubernetesClient, type Connection } from '../kubernetes/index.js';

export interface NamesServiceSettings {
  readonly connection: Connection;
  /** Undefined: this installation keeps no zone. */
  readonly naming: NamingSettings | undefined;
  readonly temporal: TemporalConnection;
  readonly log: Log;
  readonly metrics: RuntimeMetrics;
}

/** The controller that tells the workflows of zones what to look at; none where no zone is kept. It writes nothing itself. */
export function serveNames(settings: NamesServiceSettings): readonly Controller[] {
  const { connection, naming, temporal, log, metrics } = settings;
  if (naming === undefined) return [];
  const kubernetes = createKubernetesClient(connection);
  let owner: string | undefined;
  return [
    createNamesController({
      kubernetes,
      rules: naming,
      namespaces: naming.namespaces,
      // Of a cluster it never changes.
      owner: async (signal) => (owner ??= await clusterOwner(kubernetes, { signal })),
      zones: naming.zones.map(({ name, ttl, server }) => ({
        name,
        ttl,
        transfer: (signal) => server.transfer(name, { signal }),
      })),
      tell: (zone, services) => signalNamesChanged(temporal, zone, services),
      log,
      metrics,
    }),
  ];
}
