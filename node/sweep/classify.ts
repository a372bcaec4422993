import type { AttachmentClass, ClassCounts, Suspect } from '../../activities/machine/contract.js';
import { containerOf, type HostLink } from '../links/protocol.js';
import type { PodPort } from '../ovsdb/port-facts.js';

/** The four lists of one machine, each complete. */
export interface Lists {
  readonly ports: readonly PodPort[];
  readonly links: readonly HostLink[];
  /** Container ids. */
  readonly sandboxes: ReadonlySet<string>;
  /** UIDs of the pods of this machine. */
  readonly pods: ReadonlySet<string>;
}

export interface Attachment extends Suspect {
  readonly class: AttachmentClass;
  readonly port: PodPort | undefined;
}

/**
 * Port and link of the same name side by side, with what lives there. The classes are in the contract of the machine. Only what
 * bears our mark appears: a port by its external id, a link by its alias.
 */
export function classify(lists: Lists, isBeingAdded: (name: string) => boolean): readonly Attachment[] {
  const ports = new Map(lists.ports.map((port) => [port.name, port]));
  const links = new Map(
    lists.links.filter(({ alias }) => containerOf(alias) !== undefined).map((link) => [link.name, link]),
  );
  const names = new Set([...ports.keys(), ...links.keys()]);
  return [...names].map((name) => {
    const [port, link] = [ports.get(name), links.get(name)];
    const ofLink = containerOf(link?.alias ?? '');
    const containers = [port?.owner.containerId, ofLink].filter((id) => id !== undefined);
    const alive =
      containers.some((id) => lists.sandboxes.has(id)) ||
      (port !== undefined && lists.pods.has(port.owner.podUid)) ||
      isBeingAdded(name);
    return {
      name,
      containerId: containers[0] ?? '',
      ...(port && { portId: port.portId }),
      ...(link && { linkIndex: link.index }),
      class: classOf(port !== undefined, link !== undefined, alive),
      port,
    };
  });
}

function classOf(port: boolean, link: boolean, alive: boolean): AttachmentClass {
  if (alive) return port && link ? 'inUse' : port ? 'inUseWithoutLink' : 'inUseWithoutPort';
  return port && link ? 'leftoverPair' : port ? 'leftoverPort' : 'leftoverLink';
}

export const noCounts: ClassCounts = {
  inUse: 0,
  inUseWithoutLink: 0,
  inUseWithoutPort: 0,
  leftoverPair: 0,
  leftoverPort: 0,
  leftoverLink: 0,
};

export function countClasses(attachments: readonly Attachment[]): ClassCounts {
  const counts = { ...noCounts };
  for (const attachment of attachments) counts[attachment.class] += 1;
  return counts;
}

/** Those without sandbox and pod, by what identifies them. */
export function suspectsOf(attachments: readonly Attachment[]): readonly Suspect[] {
  return attachments
    .filter((attachment) => attachment.class.startsWith('leftover'))
    .map(({ name, containerId, portId, linkIndex }) => ({
      name,
      containerId,
      ...(portId !== undefined && { portId }),
      ...(linkIndex !== undefined && { linkIndex }),
    }));
}

/** Why a suspect must stay after all; undefined when it is exactly as it was and still without sandbox and pod. */
export function reasonToKeep(suspect: Suspect, now: Attachment | undefined): string | undefined {
  if (now === undefined) return 'it is gone already';
  if (!now.class.startsWith('leftover')) return 'it is in use';
  if (now.containerId !== suspect.containerId) return 'it is of another sandbox now';
  if (now.portId !== suspect.portId) return 'its port was made anew, or removed';
  if (now.linkIndex !== suspect.linkIndex) return 'its link was made anew, or removed';
  return undefined;
}
