import { cancellationSignal } from '@temporalio/activity';
import { withDefaults } from '../../api/defaults.js';
import { StatewrightError } from '../../api/errors/index.js';
import { nodeTypeSetName } from '../../api/names.js';
import { countMembersOnline } from '../../api/online-members.js';
import { isPodReady } from '../../api/pod-reason.js';
import { advancedStatefulSets, pods } from '../../kubernetes/resources/index.js';
import { assessNodeType } from './assess-node-type.js';
import { awaitNews, type AwaitIo } from './await-news.js';
import type { AwaitHealthReport, AwaitReport, ClusterActivities, ClusterRef } from './contract.js';
import type { ClusterDependencies } from './dependencies.js';
import { claimKind, leftoverKinds } from './kinds.js';
import { listClaims } from './claims.js';
import { countLeft, describeLeft } from './leftovers.js';
import { componentOf, readCluster, readLiveCluster, retains } from './live-cluster.js';
import { clusterSelector, nodeTypeSelector } from './ownership.js';
import { podsChanged } from './pods-changed.js';
import { nothingTells, waitingIo } from './waiting-io.js';

type Awaiting = Pick<
  ClusterActivities,
  'awaitNodeType' | 'awaitHealth' | 'awaitMembersGone' | 'awaitNothingLeft'
>;

/** The activities that wait for the world. They only read; to run one twice costs a few reads. */
export function awaitActivities(dependencies: ClusterDependencies): Awaiting {
  const { kubernetes, ending } = dependencies;

  const io = <R extends AwaitReport>(
    look: () => Promise<R>,
    sign: (signal: AbortSignal) => Promise<void>,
  ): AwaitIo<R> => waitingIo(ending, look, sign);

  const podsOf = (ref: ClusterRef, labelSelector: string) => (signal: AbortSignal) =>
    podsChanged(kubernetes, { namespace: ref.namespace, labelSelector }, signal);
  return {
    awaitNodeType(request) {
      const { ref, nodeType } = request;
      const { namespace, name } = ref;
      const labelSelector = nodeTypeSelector(ref.uid, nodeType);
      const look = async (): Promise<AwaitReport> => {
        const { cluster } = await readLiveCluster(dependencies, ref);
        const wanted = cluster.spec.nodeTypes.find((entry) => entry.name === nodeType) ?? { replicas: 0 };
        const [set, members] = await Promise.all([
          kubernetes.get(advancedStatefulSets, { namespace, name: nodeTypeSetName(name, nodeType) }),
          kubernetes.list(pods, { namespace, labelSelector }),
        ]);
        return assessNodeType(wanted, set, members.items);
      };
      return awaitNews(request, io(look, podsOf(ref, labelSelector)));
    },

    awaitHealth(request) {
      return awaitNews(
        request,
        io(() => askHealth(dependencies, request.ref), nothingTells),
      );
    },

    awaitMembersGone(request) {
      const { ref } = request;
      const labelSelector = clusterSelector(ref.uid);
      const look = async (): Promise<AwaitReport> => {
        const { items } = await kubernetes.list(pods, { namespace: ref.namespace, labelSelector });
        const names = items.map((pod) => pod.metadata.name);
        return names.length === 0
          ? { reached: true, detail: 'no member left' }
          : { reached: false, detail: `still there: ${names.join(', ')}` };
      };
      return awaitNews(request, io(look, podsOf(ref, labelSelector)));
    },

    awaitNothingLeft(request) {
      const { ref } = request;
      const look = async (): Promise<AwaitReport> => {
        const cluster = await readCluster(dependencies, ref);
        const left = await countLeft(kubernetes, ref, leftoverKinds);
        const claims = retains(cluster) ? [] : await listClaims(kubernetes, cluster);
        const detail = describeLeft([...left, { word: claimKind.kind, count: claims.length }]);
        return { reached: detail === '', detail: detail === '' ? 'nothing left' : `still there: ${detail}` };
      };
      return awaitNews(request, io(look, nothingTells));
    },
  };
}

async function askHealth(dependencies: ClusterDependencies, ref: ClusterRef): Promise<AwaitHealthReport> {
  const { cluster } = await readLiveCluster(dependencies, ref);
  const component = componentOf(dependencies, cluster);
  const spec = withDefaults(cluster.spec, component.rules);
  const { exposure } = spec;
  const exposed = exposure?.nodeType ?? component.rules.exposed;
  const { items } = await dependencies.kubernetes.list(pods, {
    namespace: ref.namespace,
    labelSelector: nodeTypeSelector(ref.uid, exposed),
  });
  const members = countMembersOnline(spec);
  const endpoints = items
    .filter(isPodReady)
    .flatMap((pod) =>
      pod.status?.podIP ? [`http://${pod.status.podIP}:${component.rules.clientPort}`] : [],
    );
  try {
    const health = await component.health({ endpoints, members, signal: cancellationSignal() });
    // A degraded system with all its members is what its owner asked for: say, one data node and an index with copies.
    const reached = health.state === 'Healthy' || (health.state === 'Degraded' && health.joined === members);
    return { reached, detail: health.summary, health };
  } catch (error) {
    if (!(error instanceof StatewrightError)) throw error;
    return {
      reached: false,
      detail: error.sentence,
      health: { state: 'Unknown', summary: error.sentence, joined: 0 },
    };
  }
}
