import type { Catalog, Component } from '../../api/component.js';
import { StatewrightError } from '../../api/errors/index.js';
import {
  memberPodName,
  type Guard,
  type Member,
  type MemberAccess,
  type Membership,
  type MoveReport,
} from '../../api/membership.js';
import { exampleRules } from './example-component.js';

/**
 * A data system in memory, whose members hold units of data. It does what it is asked and has faults: guards that do not
 * hold, drains that stall, members that give no answer.
 */
export class ExampleSystem {
  /** Units on each member, by its pod. */
  readonly units = new Map<string, number>();
  /** Members that the system was asked to empty. */
  readonly marked = new Set<string>();
  /** What was asked of it, in order; the same twice in a row is kept once. */
  readonly asked: string[] = [];
  /** Why the guard does not hold; undefined if it does. */
  blockedBy: string | undefined;
  /** Units that each look at a drain finds moved. */
  unitsPerLook = 1_000;
  silent = false;
  /** Pod of the member that leads. */
  leader: string | undefined;

  private ask(what: string, { cluster, member }: MemberAccess): string {
    const pod = memberPodName(cluster.name, member);
    const entry = `${what} ${pod}`;
    if (this.asked.at(-1) !== entry) this.asked.push(entry);
    if (this.silent) throw silence();
    return pod;
  }

  private move(pod: string, goal: number): number {
    const left = Math.max((this.units.get(pod) ?? 0) - this.unitsPerLook, goal);
    this.units.set(pod, left);
    return left;
  }

  readonly membership: Membership = {
    guards: (access): Promise<readonly Guard[]> =>
      attempt(() => {
        this.ask('guards', access);
        const detail = this.blockedBy ?? `${access.pods.length} members have copies`;
        return [
          { name: 'A copy is elsewhere', holds: this.blockedBy === undefined, detail },
          { name: 'The system is whole', holds: true, detail: 'nothing is missing' },
        ];
      }),
    drain: (access): Promise<MoveReport> =>
      attempt(() => {
        const pod = this.ask('drain', access);
        this.marked.add(pod);
        // What a dead member has, nobody can move off it.
        const isReady = access.pods.some(({ name, ready }) => name === pod && ready);
        const units = isReady ? this.move(pod, 0) : (this.units.get(pod) ?? 0);
        return { done: units === 0, detail: `${units} units left`, remaining: { units } };
      }),
    undrain: (access): Promise<MoveReport> =>
      attempt(() => {
        this.marked.delete(this.ask('undrain', access));
        return { done: true, detail: 'no marks left', remaining: {} };
      }),
    settle: (access): Promise<MoveReport> =>
      attempt(() => {
        const pod = this.ask('settle', access);
        const joined = !this.marked.has(pod);
        return { done: joined, detail: joined ? 'has its share' : 'gets nothing', remaining: { units: 0 } };
      }),
    restartOrder: ({ cluster, pods }, nodeType) =>
      attempt(() => {
        if (this.silent) throw silence();
        const leads = (member: Member): number => Number(memberPodName(cluster.name, member) === this.leader);
        return pods
          .filter((pod) => pod.nodeType === nodeType)
          .map(({ ordinal }) => ({ nodeType, ordinal }))
          .toSorted((one, other) => leads(one) - leads(other) || other.ordinal - one.ordinal);
      }),
  };

  catalog(): Catalog {
    const [rules] = exampleRules;
    if (rules === undefined) throw new Error('there is no example component');
    const component: Component = {
      rules,
      provisioningStages: [['leader', 'store', 'gate']],
      rolloutOrder: ['store', 'gate', 'leader'],
      render: () => ({ shared: [], sets: [] }),
      health: () => Promise.resolve({ state: 'Healthy', summary: 'well', joined: 0 }),
      membership: this.membership,
    };
    return { rules: exampleRules, component: (name) => (name === rules.component ? component : undefined) };
  }
}

function silence(): StatewrightError {
  const reason = 'it is silent';
  return new StatewrightError('ComponentUnavailable', { component: 'Example', address: '10.0.0.1', reason });
}

function attempt<T>(act: () => T): Promise<T> {
  return new Promise((resolve) => resolve(act()));
}
