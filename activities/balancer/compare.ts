import {
  vipDifference,
  vipId,
  wantedVips,
  type RecordedVip,
  type ServiceToBalance,
  type SliceToBalance,
  type VipServices,
} from '../../api/balancer/index.js';
import { formatKey, parseKey, type ObjectKey } from '../../api/names.js';
import type { VipFinding } from './contract.js';
import { isNumberedByUs } from './decide.js';

export interface BothSides {
  readonly owner: string;
  /** By id; read before the others. */
  readonly recorded: ReadonlyMap<string, RecordedVip>;
  readonly services: readonly ServiceToBalance[];
  /** By `<namespace>/<name>` of their Service. */
  readonly slices: ReadonlyMap<string, readonly SliceToBalance[]>;
  readonly chosen: VipServices;
  /** Namespaces that are served; all if empty. */
  readonly namespaces: readonly string[];
}

/**
 * What looks as if it were not right; each is looked at live before anything is done about it.
 *
 * | wanted by a Service | recorded, ours                                        | finding   |
 * | ------------------- | ----------------------------------------------------- | --------- |
 * | yes                 | no                                                    | missing   |
 * | yes                 | for another Service, or otherwise different           | different |
 * | yes                 | the same                                              | –         |
 * | no                  | for a Service of a namespace that is served           | over      |
 * | no                  | for others; another owner's; not numbered as we do    | –         |
 */
export function compareSides(sides: BothSides): readonly VipFinding[] {
  const { owner, recorded, services, slices, chosen, namespaces } = sides;
  const left = new Map(recorded);
  const findings: VipFinding[] = [];
  for (const service of services) {
    const { namespace = '', name } = service.metadata;
    const key = formatKey({ namespace, name });
    for (const vip of wantedVips(service, slices.get(key) ?? [], chosen).vips) {
      const id = vipId(owner, vip.address);
      const known = left.get(id);
      left.delete(id);
      const about = { service: key, address: vip.address };
      if (known === undefined) findings.push({ kind: 'missing', ...about });
      else if (vipDifference(vip, known.vip).length > 0) findings.push({ kind: 'different', ...about });
    }
  }
  for (const one of left.values()) {
    const { service, address } = one.vip;
    const isServed = namespaces.length === 0 || namespaces.includes(service.namespace);
    if (one.owner !== owner || !isNumberedByUs(one) || !isServed) continue;
    findings.push({ kind: 'over', service: formatKey(service), address });
  }
  return findings;
}

/** The Services that findings are about, each once. */
export function servicesOf(findings: readonly VipFinding[]): readonly ObjectKey[] {
  return [...new Set(findings.map(({ service }) => service))].flatMap((key) => parseKey(key) ?? []);
}
