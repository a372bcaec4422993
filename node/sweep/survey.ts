import type { ListName, Survey, UnreadList } from '../../activities/machine/contract.js';
import { StatewrightError } from '../../api/errors/index.js';
import { pods, type KubernetesClient } from '../../kubernetes/index.js';
import type { MachineNetwork } from '../cni/machine-network.js';
import type { Runtime } from '../cri/sandboxes.js';
import { podPorts } from '../ovsdb/port-facts.js';
import { classify, countClasses, noCounts, suspectsOf, type Attachment, type Lists } from './classify.js';

/** Some 300 KiB of history; the rest is for the next sweep. */
const MOST_SUSPECTS = 2_000;

export interface SweptMachine {
  readonly machine: string;
  readonly network: MachineNetwork;
  readonly kubernetes: KubernetesClient;
  readonly runtime: Runtime;
}

/** All four lists, or those that could not be read in full. */
export type Reading =
  | { readonly complete: true; readonly lists: Lists }
  | { readonly complete: false; readonly unread: readonly UnreadList[] };

/**
 * Ports and links come first: whatever is in them then has, if it lives, its sandbox and its pod in the lists that are read
 * after. A pod is there before its sandbox and stays until after.
 */
export async function readLists({ machine, network, kubernetes, runtime }: SweptMachine): Promise<Reading> {
  const unread: UnreadList[] = [];
  const read = async <T>(list: ListName, act: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await act();
    } catch (error) {
      const sentence = error instanceof StatewrightError ? error.sentence : String(error);
      unread.push({ list, reason: sentence.replace(/\.$/, '') });
      return undefined;
    }
  };
  const [ports, links] = await Promise.all([
    read('ports', () => podPorts(network.database.view(), network.bridge)),
    read('links', () => network.links.list()),
  ]);
  const [sandboxes, onMachine] = await Promise.all([
    read('sandboxes', () => runtime.sandboxes()),
    read('pods', () => kubernetes.list(pods, { fieldSelector: `spec.nodeName=${machine}` })),
  ]);
  if (ports === undefined || links === undefined || sandboxes === undefined || onMachine === undefined) {
    return { complete: false, unread };
  }
  const uids = new Set(onMachine.items.map(({ metadata }) => metadata.uid));
  return { complete: true, lists: { ports, links, sandboxes, pods: uids } };
}

/** Whether a port is or was just being added, or waits for its turn. */
export function isBusy({ network }: SweptMachine, name: string): boolean {
  return network.additions.has(name) || network.turns.busy(`port ${name}`);
}

export function attachmentsOf(machine: SweptMachine, lists: Lists): readonly Attachment[] {
  return classify(lists, (name) => isBusy(machine, name));
}

export function surveyOf(machine: SweptMachine, reading: Reading): Survey {
  const at = machine.network.clock.date().toISOString();
  if (!reading.complete) return { at, unread: reading.unread, counts: noCounts, suspects: [] };
  const attachments = attachmentsOf(machine, reading.lists);
  const suspects = suspectsOf(attachments).slice(0, MOST_SUSPECTS);
  return { at, unread: [], counts: countClasses(attachments), suspects };
}
