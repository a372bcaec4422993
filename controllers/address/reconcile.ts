import type { FieldProblem } from '../../api/errors/index.js';
import { reservationName, type IPReservation } from '../../api/network/index.js';
import type { CallOptions, KubernetesClient } from '../../kubernetes/index.js';
import type { ReconcileContext } from '../runtime/controller.js';
import type { EventRecorder } from '../runtime/events.js';
import { refOf, type Key } from '../runtime/store.js';
import type { WorkResult } from '../runtime/work-queue.js';
import type { AddressViews } from './cache.js';
import { decide, type Decision, type Wanted } from './decide.js';
import { Knowledge } from './knowledge.js';
import { after, done, outdatedMs, waitMs } from './pace.js';
import type { PodNeed } from './pod-need.js';
import { Reclaim } from './reclaim.js';
import { release } from './release.js';
import { saysSo, Waiting } from './waiting.js';
import { wishOf } from './wish.js';
import { assign, mayBind, writeReservation } from './writes.js';

export interface AddressReconcilerSettings {
  readonly client: KubernetesClient;
  readonly caches: AddressViews;
  /** For pods that wait. */
  readonly events: Pick<EventRecorder, 'record'>;
  /** Milliseconds, never going back. */
  readonly now: () => number;
  readonly date: () => Date;
  /** Says on the pod what it waits for; without a problem, that it has its addresses. */
  sayOnPod(need: PodNeed, problem: FieldProblem | undefined, call: CallOptions): Promise<void>;
}

/** Looks in a row at what others change meanwhile. */
const attempts = 8;

/**
 * Sees to it that each pod has its addresses, and that the reservation of a pod that is gone says so. First the intent is
 * written into the reservation, at the version that was decided on; then each address is assigned to it by an object of which
 * there can be one only. So two that act at once, or one that ends at any point, never give an address to two.
 */
export class AddressReconciler {
  readonly #knowledge: Knowledge;
  readonly #reclaim: Reclaim;
  readonly #waiting: Waiting;

  constructor(private readonly settings: AddressReconcilerSettings) {
    this.#knowledge = new Knowledge(settings.caches, settings.now);
    this.#reclaim = new Reclaim(settings.client, settings.caches.reservations.store, settings.date);
    this.#waiting = new Waiting(settings.events);
  }

  /** Keys of pods that wait. */
  get waiting(): IterableIterator<Key> {
    return this.#waiting.keys();
  }

  async reconcile(key: Key, { signal }: ReconcileContext): Promise<WorkResult> {
    const { namespace = '', name } = refOf(key);
    const need = this.settings.caches.pods.store.get(key);
    const reservation = this.#knowledge.reservation(reservationName(namespace, name));
    if (need === undefined) {
      this.#waiting.end(key);
      this.#knowledge.putDown(key);
      return reservation === undefined
        ? done
        : release({ ...this.settings, knowledge: this.#knowledge }, key, reservation, { signal });
    }
    const isConcerned = this.settings.caches.pools.store.size > 0 && !need.ended;
    if (reservation === undefined && !isConcerned) return done;
    try {
      return await this.#serve(key, need, reservation, { signal });
    } finally {
      const now = this.#knowledge.reservation(reservationName(namespace, name));
      this.#knowledge.putDown(key, now?.spec.addresses);
    }
  }

  async #serve(
    key: Key,
    need: PodNeed,
    known: IPReservation | undefined,
    call: CallOptions,
  ): Promise<WorkResult> {
    let reservation = known;
    const granted = new Map<number, string>();
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const decision = this.#decide(key, need, reservation, granted);
      if (decision.kind === 'settled') {
        await this.#waitsNoMore(key, need, call);
        return done;
      }
      if (decision.kind === 'exhausted') {
        const { pool, family } = decision;
        const address = await this.#reclaim.oldest(pool, family, call);
        if (address !== undefined) {
          granted.set(family, address);
          continue;
        }
      }
      if (decision.kind === 'wait' || decision.kind === 'exhausted') {
        return this.#wait(key, need, reservation, decision, call);
      }
      if (decision.kind === 'write') {
        if (!(await mayBind(this.settings.client, need, reservation, call))) return after(outdatedMs);
        const name = reservationName(need.namespace, need.name);
        const written = await writeReservation(
          this.settings.client,
          name,
          reservation,
          decision.wanted,
          call,
        );
        reservation = written.kind === 'written' ? written.reservation : written.live;
        if (reservation !== undefined) this.#knowledge.saw(reservation);
        if (written.kind === 'overtaken') continue;
      }
      if (reservation !== undefined && (await this.#assignAll(key, reservation, call))) {
        await this.#waitsNoMore(key, need, call);
        return reservation.status?.message === undefined ? done : after(0);
      }
    }
    return after(outdatedMs);
  }

  #decide(
    key: Key,
    pod: PodNeed,
    reservation: IPReservation | undefined,
    granted: ReadonlyMap<number, string>,
  ): Decision {
    const { pools, sets } = this.settings.caches;
    const uid = reservation?.metadata.uid;
    const ordinalIps = pod.member && sets.store.get(`${pod.namespace}/${pod.member.set}`);
    return decide({
      pod,
      wish: wishOf(pod, ordinalIps),
      pools: Array.from(pools.store.entries(), ([, pool]) => pool),
      reservation,
      isAssigned: (address) => uid !== undefined && this.#knowledge.isAssigned(address, uid),
      otherHolder: (address) => {
        const given = [...granted.values()].includes(address);
        return given ? undefined : this.#knowledge.otherHolder(address, uid);
      },
      nextFree: (pool, family) => {
        const address = granted.get(family) ?? this.#knowledge.occupancy.take(pool, family, key);
        if (address !== undefined) this.#knowledge.pickUp(key, address);
        return address;
      },
      now: this.settings.date(),
    });
  }

  /** Whether all addresses are the reservation's now. If not, another look tells what to do instead. */
  async #assignAll(key: Key, reservation: IPReservation, call: CallOptions): Promise<boolean> {
    const { uid } = reservation.metadata;
    const missing = reservation.spec.addresses.filter((address) => !this.#knowledge.isAssigned(address, uid));
    const holders = await Promise.all(
      missing.map(async (address) => {
        const holder = await assign(this.settings.client, address, reservation, call);
        if (holder === undefined) return undefined;
        const pod = holder.uid === uid ? key : this.#knowledge.holderName(holder.name);
        this.#knowledge.sawHolder(address, holder.uid, pod);
        return holder.uid;
      }),
    );
    return holders.every((holder) => holder === uid);
  }

  async #waitsNoMore(key: Key, need: PodNeed, call: CallOptions): Promise<void> {
    this.#waiting.end(key);
    if (need.saysItWaits !== undefined) await this.settings.sayOnPod(need, undefined, call);
  }

  /** Tells people, and the machine that wants to start the pod, what it waits for. */
  async #wait(
    key: Key,
    need: PodNeed,
    reservation: IPReservation | undefined,
    decision: { readonly problem: FieldProblem; readonly wanted?: Wanted },
    call: CallOptions,
  ): Promise<WorkResult> {
    const { problem, wanted } = decision;
    const message = this.#waiting.tell(key, need, problem);
    if (need.saysItWaits !== message) await this.settings.sayOnPod(need, problem, call);
    const content = wanted ?? (reservation && { spec: reservation.spec, status: reservation.status });
    if (content === undefined || saysSo(reservation, content, message)) return after(waitMs);
    if (wanted !== undefined && !(await mayBind(this.settings.client, need, reservation, call)))
      return after(outdatedMs);
    const status = { phase: 'Bound' as const, ...content.status, message };
    const name = reservationName(need.namespace, need.name);
    const intent = { spec: content.spec, status };
    const written = await writeReservation(this.settings.client, name, reservation, intent, call);
    const now = written.kind === 'written' ? written.reservation : written.live;
    if (now !== undefined) this.#knowledge.saw(now);
    return after(written.kind === 'written' ? waitMs : outdatedMs);
  }
}
