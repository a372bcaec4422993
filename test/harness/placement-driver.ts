import type { MemberPod } from '../../api/membership.js';
import type { Respond } from './http-stand-in.js';
import {
  checkReply,
  memberReply,
  notBootstrapped,
  storesReply,
  type SimulatedCluster,
  type SimulatedRegion,
  type SimulatedStore,
} from './placement-driver-replies.js';

/**
 * PD with its stores and regions, as it answers and as it acts: from Up to Offline to Tombstone, leaders and copies moving a few
 * at a time, members that come and go. Made after PD's documentation and the behaviour of its sources (github.com/tikv/pd v8.5.5,
 * server/api, server/cluster/cluster.go, pkg/schedule/schedulers/evict_leader.go); no PD was recorded.
 */
export class PlacementDriver implements SimulatedCluster {
  readonly stores: SimulatedStore[] = [];
  readonly regions: SimulatedRegion[];
  readonly evicted = new Set<number>();
  readonly members = new Map<string, { healthy: boolean }>();
  leader: string | undefined;
  maxReplicas = 3;

  constructor(given: { readonly pd: number; readonly stores: number; readonly regions: number }) {
    for (let ordinal = 0; ordinal < given.pd; ordinal += 1)
      this.members.set(`keys-pd-${ordinal}`, { healthy: true });
    this.leader = 'keys-pd-0';
    for (let ordinal = 0; ordinal < given.stores; ordinal += 1) this.join(ordinal, false);
    const copies = Math.min(this.maxReplicas, given.stores);
    this.regions = Array.from({ length: given.regions }, (_, index) => ({
      id: 100 + index,
      copies: Array.from({ length: copies }, (__, copy) => 1 + ((index + copy) % given.stores)),
    }));
  }

  /** A store of this ordinal starts with an empty disk: PD gives it an id that was never used. */
  join(ordinal: number, preparing = true): SimulatedStore {
    const store: SimulatedStore = {
      id: this.stores.length + 1,
      ordinal,
      state: 'Up',
      alive: true,
      preparing,
    };
    this.stores.push(store);
    return store;
  }

  store(id: number): SimulatedStore {
    const found = this.stores.find((store) => store.id === id);
    if (found === undefined) throw new Error(`no store ${id}`);
    return found;
  }

  regionsOn(id: number): readonly SimulatedRegion[] {
    return this.regions.filter(({ copies }) => copies.includes(id));
  }

  ledBy(id: number): readonly SimulatedRegion[] {
    return this.regions.filter(({ copies }) => copies[0] === id);
  }

  /** A while of PD's work: `most` leaders and copies move. */
  work(most = 2): void {
    const leaves = ({ copies: [leader = 0] }: SimulatedRegion) =>
      this.evicted.has(leader) || !this.store(leader).alive || this.store(leader).state === 'Offline';
    for (const region of this.regions.filter(leaves).slice(0, most)) {
      const heir = region.copies.find((id) => this.store(id).alive && !this.evicted.has(id));
      if (heir !== undefined) region.copies = [heir, ...region.copies.filter((id) => id !== heir)];
    }
    for (const { id } of this.stores.filter(({ state }) => state === 'Offline')) {
      for (const region of this.regionsOn(id).slice(0, most)) {
        const target = this.stores.find(
          (store) => store.state === 'Up' && store.alive && !region.copies.includes(store.id),
        );
        if (target === undefined) continue;
        const [leader = 0, ...followers] = region.copies.filter((copy) => copy !== id);
        region.copies = [leader, ...followers, target.id];
      }
      if (this.regionsOn(id).length === 0) this.store(id).state = 'Tombstone';
    }
  }

  pods(pd: readonly string[] = ['127.0.0.1']): readonly MemberPod[] {
    return [...this.members.keys()].map((name, ordinal) => ({
      nodeType: 'pd',
      ordinal,
      name,
      address: pd[ordinal],
      ready: true,
    }));
  }

  readonly respond: Respond = ({ method, path, body }) => {
    if (this.leader === undefined && !/^\/pd\/api\/v1\/(members|health)$/.test(path)) {
      return { status: 503, body: '[PD:apiutil:ErrRedirectNoLeader]redirect finds no leader' };
    }
    const [route = '', query = ''] = path.replace('/pd/api/v1', '').split('?');
    const [, group = '', first = '', second = ''] = route.split('/');
    switch (`${method} /${group}`) {
      case 'GET /members':
        return { body: memberReply(this) };
      case 'GET /health':
        return { body: [...this.members].map(([name, { healthy }]) => ({ name, health: healthy })) };
      case 'DELETE /members':
        return this.members.delete(second)
          ? { body: `removed, pd: ${second}` }
          : { status: 404, body: `not found, pd: ${second}` };
      case 'POST /leader':
        if (!this.members.has(second)) return { status: 500, body: 'no valid pd to transfer etcd leader' };
        this.leader = second;
        return { body: 'The transfer command is submitted.' };
      case 'GET /stores':
        return this.stores.length === 0 ? notBootstrapped : { body: storesReply(this, query) };
      case 'DELETE /store':
        return this.removeStore(Number(first));
      case 'POST /store':
        return this.bringUp(Number(first));
      case 'GET /schedulers':
        return {
          body: ['balance-leader-scheduler', ...(this.evicted.size > 0 ? ['evict-leader-scheduler'] : [])],
        };
      case 'POST /schedulers':
        this.evicted.add((body as { readonly store_id: number }).store_id);
        return { body: 'The scheduler is created.' };
      case 'DELETE /schedulers':
        return this.evicted.delete(Number(first.split('-').at(-1)))
          ? { body: null }
          : { status: 404, body: 'scheduler not found' };
      case 'GET /scheduler-config':
        return { body: { 'store-id-ranges': Object.fromEntries([...this.evicted].map((id) => [id, []])) } };
      case 'GET /config':
        return { body: { 'max-replicas': this.maxReplicas, 'low-space-ratio': 0.8 } };
      case 'GET /regions':
        return { body: checkReply(this, second) };
      default:
        return { status: 404, body: '404 page not found' };
    }
  };

  private removeStore(id: number): ReturnType<Respond> {
    const store = this.stores.find((candidate) => candidate.id === id);
    if (store === undefined) return { status: 404, body: `store ${id} not found` };
    if (store.state === 'Tombstone') return { status: 410, body: `store ${id} has been removed` };
    const left = this.stores.filter((other) => other.state === 'Up' && other.id !== id).length;
    if (store.state === 'Up' && left < this.maxReplicas) {
      const body = `can not remove store ${id} since the number of up stores would be ${left} while need ${this.maxReplicas}`;
      return { status: 400, body };
    }
    store.state = 'Offline';
    return { body: 'The store is set as Offline.' };
  }

  private bringUp(id: number): ReturnType<Respond> {
    const store = this.store(id);
    if (store.state === 'Tombstone') return { status: 410, body: `store ${id} has been removed` };
    store.state = 'Up';
    return { body: "The store's state is updated." };
  }
}
