import type { ObservedCluster } from '../../activities/cluster/contract.js';
import { deprovisionSteps as step } from './plan.js';
import { waits, writes, type ClusterProcess } from './process.js';
import { keepWaiting } from './wait.js';

/** Takes everything away that was made for the cluster, proves that it is gone, and lets the cluster go. */
export async function deprovision(process: ClusterProcess, cluster: ObservedCluster): Promise<'released'> {
  const ref = process.ref(cluster);
  const { progress } = process;
  progress.begin('Deleting', cluster.generation, Object.values(step));
  await process.report(cluster, { observedGeneration: cluster.observedGeneration, formed: cluster.formed });

  progress.step(step.sets, 'Running');
  await writes.deleteSets(ref);
  progress.step(step.sets, 'Done');

  // Members first: a volume or a name that goes while a member still runs would look to it like a broken disk.
  progress.step(step.gone, 'Running');
  const gone = await keepWaiting(progress, step.gone, (shown) => waits.awaitMembersGone({ ref, ...shown }));
  progress.step(step.gone, 'Done', gone);

  progress.step(step.volumes, 'Running');
  const { retained } = await writes.deleteVolumes(ref);
  progress.step(step.volumes, 'Done', retained === 0 ? '' : `${retained} retained on request`);

  progress.step(step.shared, 'Running');
  await writes.deleteShared(ref);
  progress.step(step.shared, 'Done');

  progress.step(step.left, 'Running');
  const left = await keepWaiting(progress, step.left, (shown) => waits.awaitNothingLeft({ ref, ...shown }));
  progress.step(step.left, 'Done', left);

  progress.step(step.release, 'Running');
  await writes.releaseCluster(ref);
  progress.step(step.release, 'Done');
  return 'released';
}
