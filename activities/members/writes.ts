import { createHash } from 'node:crypto';
import { StatewrightError } from '../../api/errors/index.js';
import { fieldManager } from '../../api/names.js';
import { memberPodName } from '../../api/membership.js';
import { forcedAnnotation } from '../../api/offline/requests.js';
import { withWish } from '../../api/offline/validate.js';
import { isToBeOnline } from '../../api/online-members.js';
import { distributedClusters } from '../../kubernetes/resources/distributed-cluster.js';
import { events } from '../../kubernetes/resources/index.js';
import { readLiveCluster } from '../cluster/live-cluster.js';
import { writeStatus } from '../cluster/status.js';
import type { MemberActivities, WishRequest } from './contract.js';
import type { MemberDependencies } from './dependencies.js';

/** Tries of a write that others' writes get in between. */
const attempts = 5;

type Writing = Pick<MemberActivities, 'writeWish' | 'recordForce' | 'reportOperation'>;

/** The activities that write what an operation wants and shows into Kubernetes. */
export function writingActivities(dependencies: MemberDependencies): Writing {
  const { kubernetes } = dependencies;

  const wishOnce = async ({ ref, member, offline, forced }: WishRequest): Promise<boolean> => {
    const { cluster } = await readLiveCluster(dependencies, ref);
    const nodeType = cluster.spec.nodeTypes.find(({ name }) => name === member.nodeType);
    const key = forcedAnnotation(member);
    const reason = offline ? forced : undefined;
    const asWished = nodeType === undefined || isToBeOnline(nodeType, member.ordinal) !== offline;
    if (asWished && cluster.metadata.annotations?.[key] === reason) return false;
    const { nodeTypes } = withWish(cluster.spec, member, offline);
    const { uid, resourceVersion } = cluster.metadata;
    const { namespace, name } = ref;
    await kubernetes.mergePatch(
      distributedClusters,
      { namespace, name },
      { metadata: { uid, resourceVersion, annotations: { [key]: reason ?? null } }, spec: { nodeTypes } },
      { fieldManager: fieldManager.client },
    );
    return true;
  };

  return {
    async writeWish(request) {
      // The cluster's workflow writes finalizer and status meanwhile: judge the newer object afresh.
      for (let attempt = 1; ; attempt += 1) {
        try {
          return { changed: await wishOnce(request) };
        } catch (error) {
          const changed = error instanceof StatewrightError && error.code === 'KubernetesConflict';
          if (!changed || attempt === attempts) throw error;
        }
      }
    },

    async recordForce({ ref, member, reason, skipped }) {
      const { namespace, name, uid } = ref;
      const digest = createHash('sha256')
        .update(JSON.stringify([uid, member, reason]))
        .digest('hex');
      const what = skipped === '' ? 'All guards held.' : `Guards skipped: ${skipped}.`;
      const note = `${memberPodName(name, member)} goes by force: ${reason}. ${what}`;
      const event = {
        metadata: { namespace, name: `${name}.${digest.slice(0, 16)}` },
        type: 'Warning',
        reason: 'GuardsSkipped',
        action: 'TakeOffline',
        note: note.length > 1_000 ? `${note.slice(0, 999)}…` : note,
        eventTime: new Date().toISOString().replace('Z', '000Z'),
        reportingController: 'statewright.io/offline',
        reportingInstance: 'orchestrator',
        regarding: {
          apiVersion: 'statewright.io/v1alpha1',
          kind: 'DistributedCluster',
          namespace,
          name,
          uid,
        },
      };
      // An event is for people who look now; that it cannot be written holds up nothing. The status has the reason too.
      await kubernetes.create(events, event).catch((error: unknown) => {
        if (!(error instanceof StatewrightError)) throw error;
      });
    },

    async reportOperation(ref, operation) {
      try {
        await writeStatus(kubernetes, ref, { operation: { ...operation, members: [...operation.members] } });
      } catch (error) {
        // A cluster that is gone or replaced needs no report.
        const gone =
          error instanceof StatewrightError && (error.kind === 'NotFound' || error.kind === 'Conflict');
        if (!gone) throw error;
      }
    },
  };
}
