import type {
  ClassCounts,
  MachineActivities,
  MachineDescription,
  MachineRegistryActivities,
  Suspect,
  Survey,
  UnreadList,
} from '../../activities/machine/contract.js';

const noCounts: ClassCounts = {
  inUse: 0,
  inUseWithoutLink: 0,
  inUseWithoutPort: 0,
  leftoverPair: 0,
  leftoverPort: 0,
  leftoverLink: 0,
};

/** A machine that is played: what its agent would say at each look, and what was asked of it. */
export class MachineWorld {
  readonly calls: string[] = [];
  /** Whether an agent takes tasks from the machine's queue. */
  hasAgent = true;
  /** Whether Kubernetes has the Node. */
  exists = true;
  /** What the looks show, one after the other; the last one again and again. */
  looks: readonly (readonly Suspect[])[] = [[]];
  unread: readonly UnreadList[] = [];

  agent(): MachineActivities {
    return {
      surveyMachine: () => Promise.resolve(this.#survey()),
      removeLeftovers: (suspects) => {
        this.calls.push(`remove ${suspects.map(({ name }) => name).join()}`);
        return Promise.resolve({ removed: suspects.length, kept: [] });
      },
      describeMachine: () => Promise.resolve(this.#description()),
    };
  }

  registry(): MachineRegistryActivities {
    return {
      machineExists: () => Promise.resolve(this.exists),
      forgetMachine: (machine) => {
        this.calls.push(`forget ${machine}`);
        return Promise.resolve();
      },
    };
  }

  #survey(): Survey {
    const looks = this.calls.filter((call) => call === 'survey').length;
    this.calls.push('survey');
    const suspects = this.looks[looks] ?? this.looks.at(-1) ?? [];
    const counts = { ...noCounts, inUse: 2, leftoverPair: suspects.length };
    return { at: '2026-01-01T00:00:00.000Z', unread: this.unread, counts, suspects };
  }

  #description(): MachineDescription {
    return {
      machine: 'm1',
      bridge: 'br-pods',
      datapath: 'netdev',
      switchVersion: '3.1.0',
      ports: [],
      morePorts: 0,
      survey: this.#survey(),
    };
  }
}
