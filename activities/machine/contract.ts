/**
 * What a machine's port and link are together with what lives there. `alive`: the runtime lists its sandbox, the API
 * server lists its pod on this machine, or it is being added.
 *
 * | Port | Link | Alive | Class              |
 * | ---- | ---- | ----- | ------------------ |
 * | yes  | yes  | yes   | `inUse`            |
 * | yes  | no   | yes   | `inUseWithoutLink` |
 * | no   | yes  | yes   | `inUseWithoutPort` |
 * | yes  | yes  | no    | `leftoverPair`     |
 * | yes  | no   | no    | `leftoverPort`     |
 * | no   | yes  | no    | `leftoverLink`     |
 */
export type AttachmentClass =
  'inUse' | 'inUseWithoutLink' | 'inUseWithoutPort' | 'leftoverPair' | 'leftoverPort' | 'leftoverLink';

export type ClassCounts = Readonly<Record<AttachmentClass, number>>;

/** Something of ours without sandbox and pod. Port and link are named by what changes when they are made anew. */
export interface Suspect {
  /** Name of port and link. */
  readonly name: string;
  readonly containerId: string;
  /** UUID of the row in the switch's database; absent when there is no port. */
  readonly portId?: string;
  /** The kernel's index of the link; absent when there is no link. */
  readonly linkIndex?: number;
}

export type ListName = 'ports' | 'links' | 'sandboxes' | 'pods';

/** A list that could not be read in full: what is missing in it proves nothing. */
export interface UnreadList {
  readonly list: ListName;
  readonly reason: string;
}

/** One comparison of all four lists. With a list unread nothing is counted and nothing is suspect. */
export interface Survey {
  /** ISO 8601, by the machine's clock. */
  readonly at: string;
  readonly unread: readonly UnreadList[];
  readonly counts: ClassCounts;
  /** At most as many as fit into a history. */
  readonly suspects: readonly Suspect[];
}

export interface RemovalReport {
  readonly removed: number;
  /** Those that were not as they had been seen, and stayed. */
  readonly kept: readonly { readonly name: string; readonly reason: string }[];
}

export interface DescribedPort {
  readonly name: string;
  readonly pod: string;
  readonly addresses: readonly string[];
  readonly mac: string;
  /** 0 is untagged. */
  readonly vlan: number;
  /** Absent while the switch has not made it. */
  readonly ofport?: number;
  readonly error?: string;
  readonly class: AttachmentClass | 'unknown';
}

/** What a machine is to pods, in its own words. */
export interface MachineDescription {
  readonly machine: string;
  readonly bridge: string;
  readonly datapath: string;
  readonly switchVersion: string;
  readonly uplink?: { readonly name: string; readonly type: string };
  /** Why pods cannot be attached now; absent when they can. */
  readonly trouble?: string;
  readonly ports: readonly DescribedPort[];
  /** Ports that are left out above, when there are very many. */
  readonly morePorts: number;
  readonly survey: Survey;
}

/** What the agent of a machine does when its queue `node/<machine>` asks. Each may run twice. */
export interface MachineActivities {
  /** Changes nothing. */
  surveyMachine(): Promise<Survey>;
  /** Looks at each once more, and removes those that are exactly as they were seen and still without sandbox and pod. */
  removeLeftovers(suspects: readonly Suspect[]): Promise<RemovalReport>;
  describeMachine(): Promise<MachineDescription>;
}

/** What orchestrators do about machines. */
export interface MachineRegistryActivities {
  /** Live. False only if Kubernetes said that it has no such Node. */
  machineExists(machine: string): Promise<boolean>;
  /** Removes what is scheduled for a machine that is proven gone. */
  forgetMachine(machine: string): Promise<void>;
}
