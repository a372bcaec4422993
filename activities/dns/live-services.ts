import type { NamedService, NamedSlice } from '../../api/dns/service-names.js';
import { formatKey, parseKey, type ObjectKey } from '../../api/names.js';
import { parseAddress } from '../../api/network/index.js';
import { endpointSlices, services, type CallOptions, type KubernetesClient } from '../../kubernetes/index.js';
import { namedService, namedSlice, serviceKeyOf, serviceNameLabel } from '../../kubernetes/service-names.js';

/** Above so many, all are listed rather than each asked for. */
const mostSingly = 40;
const concurrency = 16;

/** Reads live; all that is asked of the API server here. */
export type ServiceReader = Pick<KubernetesClient, 'get' | 'list' | 'listPages'>;

/** All if empty. */
export type Namespaces = readonly string[];

/** `key`: `<namespace>/<name>` of a Service. */
export function isServed(key: string, namespaces: Namespaces): boolean {
  return namespaces.length === 0 || namespaces.includes(key.slice(0, key.indexOf('/')));
}

export interface LiveService {
  readonly service: NamedService;
  readonly slices: readonly NamedSlice[];
}

/** What was read live; each key that was asked for is in one of the two. */
export interface LiveServices {
  readonly present: ReadonlyMap<string, LiveService>;
  /** Proven not to exist, each by an answer of its own. */
  readonly gone: ReadonlySet<string>;
}

/**
 * Reads Services with all their slices, never from a cache. Fails rather than leave anything out; only keys of namespaces that
 * are not served are in neither answer.
 */
export async function readServices(
  client: ServiceReader,
  keys: readonly string[],
  namespaces: Namespaces,
  call: CallOptions,
): Promise<LiveServices> {
  const refs = keys.flatMap((key) => {
    const ref = parseKey(key);
    return ref === undefined || !isServed(key, namespaces) ? [] : [{ key, ref }];
  });
  if (refs.length <= mostSingly) return readSingly(client, refs, call);
  const all = await readAllServices(client, namespaces, call);
  const present = new Map<string, LiveService>();
  const missing: KeyAndRef[] = [];
  for (const { key, ref } of refs) {
    const live = all.get(key);
    if (live === undefined) missing.push({ key, ref });
    else present.set(key, live);
  }
  // A list proves nothing of what is not in it; and what came since is read now.
  const singly = await readSingly(client, missing, call);
  return { present: new Map([...present, ...singly.present]), gone: singly.gone };
}

/** Every Service of the namespaces that are served, by key. */
export async function readAllServices(
  client: ServiceReader,
  namespaces: Namespaces,
  call: CallOptions,
): Promise<ReadonlyMap<string, LiveService>> {
  const slicesBy = new Map<string, NamedSlice[]>();
  const found: NamedService[] = [];
  for (const namespace of namespaces.length === 0 ? [undefined] : namespaces) {
    const scope = { ...call, namespace };
    for await (const page of client.listPages(services, scope)) found.push(...page.items.map(namedService));
    // Slices second: those of every Service found are there, were there any at all.
    for await (const page of client.listPages(endpointSlices, scope)) {
      for (const slice of page.items) {
        const key = serviceKeyOf(slice);
        const others = slicesBy.get(key);
        if (others === undefined) slicesBy.set(key, [namedSlice(slice)]);
        else others.push(namedSlice(slice));
      }
    }
  }
  return new Map(
    found.map((service) => {
      const key = formatKey(service);
      return [key, { service, slices: slicesBy.get(key) ?? [] }];
    }),
  );
}

interface KeyAndRef {
  readonly key: string;
  readonly ref: ObjectKey;
}

async function readSingly(
  client: ServiceReader,
  refs: readonly KeyAndRef[],
  call: CallOptions,
): Promise<LiveServices> {
  const present = new Map<string, LiveService>();
  const gone = new Set<string>();
  const queue = refs.values();
  const work = async (): Promise<void> => {
    for (const { key, ref } of queue) {
      const service = await client.get(services, ref, call);
      if (service === undefined) {
        gone.add(key);
        continue;
      }
      const named = namedService(service);
      present.set(key, { service: named, slices: await slicesOf(client, named, ref, call) });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return { present, gone };
}

/** Only headless Services have names of members. */
async function slicesOf(
  client: ServiceReader,
  service: NamedService,
  { namespace, name }: ObjectKey,
  call: CallOptions,
): Promise<readonly NamedSlice[]> {
  if (service.type === 'ExternalName' || parseAddress(service.clusterIPs[0] ?? '') !== undefined) return [];
  const labelSelector = `${serviceNameLabel}=${name}`;
  const { items } = await client.list(endpointSlices, { ...call, namespace, labelSelector });
  return items.map(namedSlice);
}
