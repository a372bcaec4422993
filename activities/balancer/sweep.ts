import { serviceNameLabel, type RecordedVip, type SliceToBalance } from '../../api/balancer/index.js';
import { StatewrightError } from '../../api/errors/index.js';
import { formatKey, type ObjectKey } from '../../api/names.js';
import { endpointSlices, services, type CallOptions, type Service } from '../../kubernetes/index.js';
import { compareSides, servicesOf, type BothSides } from './compare.js';
import type { VipFindingKind, VipOver, VipSweepReport } from './contract.js';
import type { VipDependencies } from './dependencies.js';
import { removeVips } from './remove-vips.js';
import { syncVip } from './sync-vip.js';

/** So many are named in a report. */
const mostExamples = 50;
/** Services looked at at once: a few requests each. */
const concurrency = 4;

export interface VipSweep {
  readonly dryRun: boolean;
  readonly call?: CallOptions;
  /** Hears of every page and every Service that is dealt with. */
  readonly progress?: () => void;
  sleep(ms: number): Promise<void>;
}

/** Lists both sides, compares, and mends what live looks confirm. A list that cannot be read in full ends it before. */
export async function sweepVips(deps: VipDependencies, sweep: VipSweep): Promise<VipSweepReport> {
  const { dryRun, call = {}, progress } = sweep;
  const sides = await readSides(deps, call, progress);
  const findings = compareSides(sides);
  const found: Record<VipFindingKind, number> = { missing: 0, different: 0, over: 0 };
  for (const { kind } of findings) found[kind] += 1;
  const over: { readonly service: ObjectKey; readonly vips: readonly VipOver[] }[] = [];
  let [repaired, removed, kept, blocked] = [0, 0, 0, 0];
  await inParallel(dryRun ? [] : servicesOf(findings), async (service) => {
    try {
      const sync = await syncVip(deps, service, { ...call, tellOutage: true });
      if (sync.written > 0) repaired += 1;
      else if (sync.state === 'InPart' || sync.state === 'Blocked') blocked += 1;
      else if (sync.over.length === 0) kept += 1;
      if (sync.over.length > 0) over.push({ service, vips: sync.over });
    } catch (error) {
      // One that cannot be mended, or not now, must not keep the others from it.
      if (!(error instanceof StatewrightError)) throw error;
      blocked += 1;
    }
    progress?.();
  });
  if (over.length > 0) await sweep.sleep(deps.settings.graceMs);
  await inParallel(over, async (request) => {
    const removal = await removeVips(deps, request, call);
    removed += removal.removed.length;
    kept += removal.kept.length;
    // Lets a Service go that waited for it.
    if (removal.kept.length === 0) await syncVip(deps, request.service, call);
    progress?.();
  });
  return {
    seen: { services: sides.services.length, vips: sides.recorded.size },
    found,
    repaired,
    removed,
    kept,
    blocked,
    examples: findings.slice(0, mostExamples),
  };
}

/** The balancer first: a VIP that was recorded by then is of a Service that the later lists have, or that is gone. */
async function readSides(
  deps: VipDependencies,
  call: CallOptions,
  progress: (() => void) | undefined,
): Promise<BothSides & { readonly services: readonly Service[] }> {
  const { kubernetes, settings } = deps;
  const { balancer, owner } = await deps.open(call);
  const recorded = new Map<string, RecordedVip>();
  for await (const page of balancer.listOwned(call)) {
    for (const one of page) recorded.set(one.id, one);
    progress?.();
  }
  const found: Service[] = [];
  const slices = new Map<string, SliceToBalance[]>();
  const scopes = settings.namespaces.length === 0 ? [undefined] : settings.namespaces;
  for (const namespace of scopes) {
    for (const service of (await kubernetes.list(services, { ...call, namespace })).items)
      found.push(service);
    progress?.();
    for (const slice of (await kubernetes.list(endpointSlices, { ...call, namespace })).items) {
      const name = slice.metadata.labels?.[serviceNameLabel];
      if (name === undefined) continue;
      const key = formatKey({ namespace: slice.metadata.namespace ?? '', name });
      slices.set(key, [...(slices.get(key) ?? []), slice]);
    }
    progress?.();
  }
  const { services: chosen, namespaces } = settings;
  return { owner, recorded, services: found, slices, chosen, namespaces };
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}
