import type { Key, ReadonlyStore } from '../runtime/store.js';
import type { CachedClaim, CachedPod, CachedRevision } from './cached-members.js';
import type { SetView } from './model.js';
import { setsOverlapping, setsSelecting, type Peer, type Peers } from './selection.js';
import { isOfKind, type SetKind } from './set-kind.js';

/** Which sets of one kind a change concerns. */
export class SetKeys {
  constructor(
    private readonly kind: SetKind,
    private readonly sets: ReadonlyStore<SetView>,
    private readonly claims: ReadonlyStore<CachedClaim | undefined>,
  ) {}

  /** The set that controls the pod, and the one whose member has its name: it may adopt the pod, or have to wait for it. */
  ofPod(pod: CachedPod | undefined, key: Key): readonly Key[] {
    if (pod === undefined) return [];
    const { controller, series } = pod;
    const keys = new Set<Key>();
    if (controller !== undefined && isOfKind(controller, this.kind)) keys.add(besides(key, controller.name));
    if (series !== undefined && this.sets.get(series) !== undefined) keys.add(series);
    return [...keys];
  }

  ofClaim(claim: CachedClaim | undefined): readonly Key[] {
    return claim === undefined ? [] : this.sets.keysBy('claims', claim.series);
  }

  ofRevision(revision: CachedRevision | undefined, key: Key): readonly Key[] {
    if (revision === undefined) return [];
    const { controller, namespace, labels } = revision;
    if (controller === undefined) return setsSelecting([this.sets], namespace, labels).map(keyOfSet);
    return isOfKind(controller, this.kind) ? [besides(key, controller.name)] : [];
  }

  ofStorageClass(name: string): readonly Key[] {
    const claims = this.claims.keysBy('storageClass', name);
    return [...new Set(claims.flatMap((key) => this.ofClaim(this.claims.get(key))))];
  }

  /** Sets that have to warn of this one. */
  overlappedBy(peer: Peer): readonly Key[] {
    const own: readonly Peers[] = [this.sets];
    return setsOverlapping(own, peer).map(keyOfSet);
  }
}

function keyOfSet({ namespace, name }: Pick<Peer, 'namespace' | 'name'>): Key {
  return `${namespace}/${name}`;
}

/** The key of an object of that name in the same namespace. */
function besides(key: Key, name: string): Key {
  return `${key.slice(0, key.indexOf('/'))}/${name}`;
}
