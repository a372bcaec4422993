import { readAllServices } from '../../activities/dns/live-services.js';
import type { NameServer } from '../../activities/dns/name-server.js';
import { markOf } from '../../api/dns/ownership.js';
import type { RecordData } from '../../api/dns/record.js';
import { namesOfService } from '../../api/dns/service-names.js';
import type { KubernetesClient } from '../../kubernetes/index.js';
import { inParallel } from '../harness/in-parallel.js';
import { domain } from './services.js';

/** One update for each name, as a script with `nsupdate` does: with the same records, and nothing asked before. */
export async function fillNaively(
  client: KubernetesClient,
  server: NameServer,
  atOnce: number,
  owner: string,
): Promise<void> {
  const names = new Map<string, RecordData[]>();
  for (const { service, slices } of (await readAllServices(client, [], {})).values()) {
    for (const { name, data } of namesOfService(service, slices, { domain, endpointPodNames: false })
      .records) {
      if (!name.endsWith(domain)) continue;
      const others = names.get(name);
      if (others === undefined) names.set(name, [markOf(owner), data]);
      else others.push(data);
    }
  }
  const all = [...names];
  await inParallel(all.length, atOnce, async (index) => {
    const [name, data] = all[index] ?? ['', []];
    await server.update(domain, [
      {
        name,
        services: [],
        prerequisites: [],
        changes: data.map((one) => ({ kind: 'add', record: { name, ttl: 30, data: one } })),
      },
    ]);
  });
}
