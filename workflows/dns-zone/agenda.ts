/** So many Services at once: reading the zone costs the same for one as for all of these, and the input stays small. */
const mostAtOnce = 2_000;

export interface Look {
  readonly services: readonly string[];
  /** Those among them that were found gone at least a grace ago. */
  readonly goneBefore: readonly string[];
}

/**
 * Which Services are to be looked at, and when.
 *
 * | Service                         | then                                                                   |
 * | ------------------------------- | ---------------------------------------------------------------------- |
 * | told of                         | looked at next; gone or not is found out anew                          |
 * | found gone, and has names still | looked at a grace later, this time for good                            |
 * | told of after it was found gone | looked at next; that it was gone keeps its time if it is gone still    |
 * | contested                       | looked at again                                                        |
 */
export class Agenda {
  readonly #told: Set<string>;
  readonly #missing: Map<string, number>;

  constructor(
    told: readonly string[],
    missing: Readonly<Record<string, number>>,
    private readonly graceMs: number,
  ) {
    this.#told = new Set(told);
    this.#missing = new Map(Object.entries(missing));
  }

  tell(services: readonly string[]): void {
    for (const service of services) this.#told.add(service);
  }

  get isEmpty(): boolean {
    return this.#told.size === 0 && this.#missing.size === 0;
  }

  get hasTold(): boolean {
    return this.#told.size > 0;
  }

  /** Milliseconds until one that was found gone is due; undefined if there is none. */
  dueIn(now: number): number | undefined {
    const times = [...this.#missing.values()];
    return times.length === 0 ? undefined : Math.max(0, Math.min(...times) + this.graceMs - now);
  }

  /** Takes what is to be looked at now. */
  take(now: number): Look {
    const due = [...this.#missing]
      .filter(([, since]) => now - since >= this.graceMs)
      .map(([service]) => service);
    const services = [...new Set([...due, ...this.#told])].slice(0, mostAtOnce);
    for (const service of services) this.#told.delete(service);
    const taken = new Set(services);
    return { services, goneBefore: due.filter((service) => taken.has(service)) };
  }

  /** What came of a look that began at `now`. */
  settle(
    look: Look,
    found: { readonly missing: readonly string[]; readonly contested: readonly string[] },
    now: number,
  ): void {
    const missing = new Set(found.missing);
    for (const service of look.services) {
      if (!missing.has(service)) this.#missing.delete(service);
      else if (!this.#missing.has(service)) this.#missing.set(service, now);
    }
    this.tell(found.contested);
  }

  /** A look that came to nothing is to be taken again. */
  putBack({ services }: Look): void {
    this.tell(services);
  }

  /** For the run that goes on with it. */
  get remains(): {
    readonly services: readonly string[];
    readonly missing: Readonly<Record<string, number>>;
  } {
    return { services: [...this.#told], missing: Object.fromEntries(this.#missing) };
  }
}
