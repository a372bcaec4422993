import type { KubernetesClient, KubernetesObject } from '../../kubernetes/index.js';
import { Controller, watching, type Source } from '../runtime/controller.js';
import type { Log, RuntimeMetrics } from '../runtime/observation.js';
import type { Reflector } from '../runtime/reflector.js';
import {
  watchClasses,
  watchMembers,
  watchPeers,
  watchSets,
  type ClassReflector,
  type MemberCaches,
  type SetReflector,
} from './cache.js';
import type { CacheName, Sight } from './expectations.js';
import type { SetEvents } from './news.js';
import { SetReconciler } from './reconcile.js';
import type { Peer, Peers } from './selection.js';
import { SetKeys } from './set-keys.js';
import { setKinds, type SetKind, type SetKindName } from './set-kind.js';

export interface SetControllersSettings {
  readonly kubernetes: KubernetesClient;
  /** Kinds of sets to bring about; nobody else may serve the same ones. */
  readonly kinds: readonly SetKindName[];
  /** Namespaces to serve, each with watches of its own; `[undefined]` for all. */
  readonly namespaces: readonly (string | undefined)[];
  readonly events: SetEvents;
  readonly log: Log;
  readonly metrics: RuntimeMetrics;
}

/** Sets looked at at once. Most of the time goes into waiting for the API server. */
const concurrency = 16;

/** One controller for each kind and namespace; those of a namespace share the watches of what sets are made of. */
export function createSetControllers(settings: SetControllersSettings): readonly Controller[] {
  const { kubernetes: client, log, metrics } = settings;
  const classes = watchClasses({ client, namespace: undefined, log, metrics });
  return settings.namespaces.flatMap((namespace) => {
    const scope = { client, namespace, log, metrics };
    const members = watchMembers(scope);
    const served = settings.kinds.map((name) => {
      const kind = setKinds[name];
      return { kind, sets: watchSets(scope, kind) };
    });
    // Kubernetes' own sets are everywhere, and stand in the way of ours if they select the same pods.
    const others = settings.kinds.includes('apps/v1') ? [] : [watchPeers(scope, setKinds['apps/v1'])];
    const peers = [...served.map(({ sets }) => peerWatch(sets)), ...others.map((watch) => peerWatch(watch))];
    return served.map(({ kind, sets }) =>
      createController(settings, namespace, { kind, sets, members, classes, peers }),
    );
  });
}

/** A watch of sets that may stand in the way of others. */
interface PeerWatch {
  readonly watch: object;
  readonly store: Peers;
  source(keys: SetKeys): Source;
}

function peerWatch<T extends KubernetesObject, P extends Peer>(watch: Reflector<T, P>): PeerWatch {
  return {
    watch,
    store: watch.store,
    source: (keys) => watching(watch, (peer) => keys.overlappedBy(peer)),
  };
}

interface Watches {
  readonly kind: SetKind;
  readonly sets: SetReflector;
  readonly members: MemberCaches;
  readonly classes: ClassReflector;
  readonly peers: readonly PeerWatch[];
}

function createController(
  { kubernetes: client, events, log, metrics }: SetControllersSettings,
  namespace: string | undefined,
  { kind, sets, members, classes, peers }: Watches,
): Controller {
  const keys = new SetKeys(kind, sets.store, members.claims.store);
  const reconciler = new SetReconciler({
    client,
    kind,
    sets: sets.store,
    sources: { members, classes, peers: peers.map(({ store }) => store) },
    sight: sightOf(members),
    versionOfSets: () => sets.version,
    events,
    log,
    now: () => performance.now(),
    date: () => new Date(),
  });
  return new Controller({
    name: namespace === undefined ? kind.resource.plural : `${kind.resource.plural}.${namespace}`,
    sources: [
      watching(sets, (set, key) => [key, ...keys.overlappedBy(set)]),
      ...peers.filter(({ watch }) => watch !== sets).map((peer) => peer.source(keys)),
      watching(members.pods, (pod, key) => keys.ofPod(pod, key)),
      watching(members.claims, (claim) => keys.ofClaim(claim)),
      watching(members.revisions, (revision, key) => keys.ofRevision(revision, key)),
      watching(classes, (_expandable, name) => keys.ofStorageClass(name)),
    ],
    concurrency,
    reconcile: (key, context) => reconciler.reconcile(key, context),
    log,
    metrics,
  });
}

/** How far the caches have come that show a set's controller its own writes. */
function sightOf({ pods, claims, revisions }: MemberCaches): Sight {
  const watches: Readonly<Record<CacheName, { readonly version: string | undefined }>> = {
    pods,
    claims,
    revisions,
  };
  return {
    versionOf: (cache) => watches[cache].version,
    isStaying(cache, key, uid) {
      switch (cache) {
        case 'pods':
          return isStaying(pods.store.get(key)?.view, uid);
        case 'claims':
          return isStaying(claims.store.get(key)?.view, uid);
        case 'revisions':
          return isStaying(revisions.store.get(key)?.view, uid);
      }
    },
  };
}

interface Seen {
  readonly uid: string;
  readonly terminating?: boolean;
}

function isStaying(seen: Seen | undefined, uid: string): boolean {
  return seen?.uid === uid && seen.terminating !== true;
}
