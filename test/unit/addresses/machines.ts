import { assignmentName, reservationName } from '../../../api/network/index.js';
import { ipAssignments, ipReservations, pods, type KubernetesClient } from '../../../kubernetes/index.js';
import { missing } from '../../../node/addresses/readiness.js';
import type { ApiServer } from './api-server.js';
import { podOf } from './pod-of.js';
import type { Turns } from './turns.js';
import { unreliableClient } from './unreliable-client.js';

interface Running {
  readonly uid: string;
  readonly addresses: readonly string[];
}

interface LastUse {
  readonly name: string;
  readonly until: number;
}

/**
 * The machines and their runtimes: a pod starts once the machine may give it its addresses, and its object goes only when it
 * has ended. Whatever must never be is noticed the moment it is.
 */
export class Machines {
  /** By name of the pod. */
  readonly running = new Map<string, Running>();
  readonly violations: string[] = [];
  readonly #starting = new Set<string>();
  /** By address: who used it last, and until when nobody else may. */
  readonly #lastUse = new Map<string, LastUse>();
  /** By address: the pod that runs with it. */
  readonly #inUse = new Map<string, string>();
  readonly #client: KubernetesClient;
  started = 0;
  returned = 0;

  constructor(
    private readonly server: ApiServer,
    turns: Turns,
    private readonly time: () => number,
    private readonly retentionMs: number,
    loss: () => number,
  ) {
    this.#client = unreliableClient(server, turns, { dead: new AbortController().signal, loss });
  }

  /** Tries once to start the pod of that name, as an ADD of the runtime does. */
  start(name: string): void {
    const pod = this.server.get(pods, podOf(name));
    if (pod === undefined || this.#starting.has(name) || this.running.has(name)) return;
    this.#starting.add(name);
    this.#add(name, pod.metadata.uid)
      .catch(() => undefined)
      .finally(() => this.#starting.delete(name))
      .catch(() => undefined);
  }

  /** Ends the pod and then removes its object, as the kubelet does; not while it is being started. */
  end(name: string): boolean {
    if (this.#starting.has(name)) return false;
    const ended = this.running.get(name);
    this.running.delete(name);
    for (const address of ended?.addresses ?? []) {
      this.#inUse.delete(address);
      this.#lastUse.set(address, { name, until: this.time() + this.retentionMs });
    }
    this.server.delete(pods, podOf(name));
    return true;
  }

  async #add(name: string, uid: string): Promise<void> {
    const ref = podOf(name);
    const reservation = await this.#client.get(ipReservations, {
      name: reservationName(ref.namespace, name),
    });
    if (reservation === undefined) return;
    const held = [];
    for (const address of reservation.spec.addresses) {
      held.push(await this.#client.get(ipAssignments, { name: assignmentName(address) }));
    }
    if (missing(uid, reservation, held) !== undefined) return;
    this.#run(name, { uid, addresses: reservation.spec.addresses });
  }

  #run(name: string, running: Running): void {
    this.started += 1;
    this.running.set(name, running);
    for (const address of running.addresses) {
      const other = this.#inUse.get(address);
      if (other !== undefined) this.violations.push(`${address} runs in ${other} and ${name}`);
      this.#inUse.set(address, name);
      const last = this.#lastUse.get(address);
      if (last === undefined || last.name === name) {
        if (last !== undefined) this.returned += 1;
        continue;
      }
      if (this.time() < last.until)
        this.violations.push(`${address} of ${last.name} went to ${name} too early`);
    }
    const families = running.addresses.map((address) => (address.includes(':') ? 6 : 4));
    if (new Set(families).size !== families.length) this.violations.push(`${name} has two of a family`);
  }
}
