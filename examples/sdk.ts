/**
 * Brings up a cluster, gives it another member, reads what it says of itself, and takes it away again. docs/sdk.md
 * explains the calls and tells how to run this.
 */
import { connect, isReady, StatewrightError, type ObjectKey, type Statewright } from 'statewright';

const key: ObjectKey = { namespace: 'default', name: 'sdk-example' };
const manifest = {
  apiVersion: 'statewright.io/v1alpha1',
  kind: 'DistributedCluster',
  metadata: key,
  spec: {
    component: 'opensearch',
    version: '2.19.1',
    tenant: 'search',
    nodeTypes: [
      { name: 'master', replicas: 1 },
      { name: 'data', replicas: 1 },
    ],
    exposure: { nodeType: 'data' },
  },
};

/** Follows the cluster until what is wanted of it is in place. */
async function untilReady({ clusters }: Statewright, minutes: number): Promise<void> {
  let said = '';
  for await (const sighting of clusters.watch(key, { signal: AbortSignal.timeout(minutes * 60_000) })) {
    if (isReady(sighting)) return;
    const message = sighting.progress?.message ?? sighting.cluster?.status?.message ?? 'waiting';
    if (message !== said) console.log(`  ${message}`);
    said = message;
  }
  throw new Error(`${key.name} is not ready after ${minutes} minutes; ${said}`);
}

/** Waits until everything made for the cluster of that UID is proven gone. */
async function untilGone({ clusters }: Statewright, uid: string): Promise<void> {
  for await (const { presence, progress } of clusters.watch(key, { uid })) {
    console.log(`  ${presence === 'absent' ? 'gone' : (progress?.message ?? 'waiting')}`);
  }
}

async function main(statewright: Statewright): Promise<void> {
  const { clusters } = statewright;
  const { action } = await clusters.apply(manifest);
  console.log(`${key.name} ${action}`);
  await untilReady(statewright, 10);

  const { generation } = await clusters.scale(key, { nodeType: 'data', replicas: 2 });
  console.log(`scaling accepted, as generation ${generation}`);
  await untilReady(statewright, 10);

  const { cluster, pods } = await clusters.describe(key);
  console.log(`${cluster?.status?.health?.state ?? 'Unknown'}: ${cluster?.status?.health?.summary ?? ''}`);
  for (const pod of pods) console.log(`  ${pod.name} on ${pod.machine} at ${pod.ip}`);

  // Nobody has to know the rules by heart: what is refused says why, field by field, and what to do.
  await clusters.scale(key, { nodeType: 'master', replicas: 0 }).catch((error: unknown) => {
    if (!(error instanceof StatewrightError)) throw error;
    for (const { field, sentence, remedy } of error.problems) console.log(`${field}: ${sentence} ${remedy}`);
  });

  const { uid } = await clusters.delete(key);
  await untilGone(statewright, uid);
}

const statewright = connect({
  temporal: { address: process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233', namespace: 'default' },
});
try {
  await main(statewright);
} finally {
  await statewright.close();
}
