import type { Container, Probe } from '../kubernetes-objects.js';
import type { SearchEngine } from './engine.js';
import { clientPort } from './rules.js';

const get = (path: string): Probe => ({ httpGet: { path, port: clientPort }, timeoutSeconds: 3 });

/** A recovery may take long; a member is not restarted for it within a day. Failures at one every two seconds. */
const patience = 43_200;

/**
 * When a member counts as ready. OpenSearch 2.19 opens its HTTP port when it has joined a cluster, or 30 s after it
 * found none (Node.start, discovery.initial_state_timeout).
 *
 * - `master`: the open port. Anything more would lock a mend out: of three masters that could not start, the first
 *   mended one cannot have a cluster before the second is mended too, and a set mends one after the other.
 * - `client`: once in a cluster, then the open port, so that it keeps answering while a leader is elected.
 * - `data`: once in a cluster where no shard is still coming up, so that a rolling restart waits for the copies.
 *
 * There is no liveness probe: OpenSearch ends by itself on what it cannot survive, and a slow member must not be killed.
 */
export function probes(
  { leaderTimeoutParameter }: SearchEngine,
  nodeType: string,
): Pick<Container, 'readinessProbe' | 'startupProbe'> {
  const readinessProbe: Probe = { ...get('/'), periodSeconds: 5, failureThreshold: 3 };
  if (nodeType === 'master') return { readinessProbe };
  const joined = `/_cluster/health?${leaderTimeoutParameter}=1s&timeout=1s`;
  const path = nodeType === 'data' ? `${joined}&wait_for_no_initializing_shards=true` : joined;
  return {
    readinessProbe,
    startupProbe: { ...get(path), periodSeconds: 2, failureThreshold: patience },
  };
}
