import { isDeepStrictEqual } from 'node:util';
import type { ComponentHealth } from '../../api/component.js';
import type { DistributedClusterStatus } from '../../api/distributed-cluster.js';
import type { Condition } from '../../api/object-meta.js';
import { setCondition } from '../runtime/conditions.js';
import type { Decision } from './decide.js';

/** The fields of the status that the controller owns. */
export type ObservedStatus = Required<Pick<DistributedClusterStatus, 'nodeTypes' | 'conditions'>> &
  Pick<DistributedClusterStatus, 'health' | 'endpoint'>;

/** The status to write, or undefined if it stands there already. */
export function statusToWrite(
  present: DistributedClusterStatus | undefined,
  decision: Decision,
  seen: {
    readonly generation: number;
    readonly health: ComponentHealth | undefined;
    readonly endpoint: string;
  },
  now: Date,
): ObservedStatus | undefined {
  const conditions = decision.findings.reduce<readonly Condition[]>(
    (list, finding) => setCondition(list, { ...finding, observedGeneration: seen.generation }, now),
    present?.conditions ?? [],
  );
  const wanted: ObservedStatus = {
    nodeTypes: [...decision.nodeTypes],
    conditions: [...conditions],
    endpoint: seen.endpoint,
    ...(seen.health && { health: { state: seen.health.state, summary: seen.health.summary } }),
  };
  const standing = {
    nodeTypes: present?.nodeTypes,
    conditions: present?.conditions,
    endpoint: present?.endpoint,
    ...(seen.health && { health: present?.health }),
  };
  return isSame(wanted, standing) ? undefined : wanted;
}

/** Equal as JSON documents: the server may return the fields of an object in another order. */
function isSame(a: unknown, b: unknown): boolean {
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  return isDeepStrictEqual(plain(a), plain(b));
}
