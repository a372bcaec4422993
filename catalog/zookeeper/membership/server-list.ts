import type { Role } from '../identity.js';

/** ZooKeeper's own list of servers. */
export interface ServerList {
  /** Grows with each change. */
  readonly version: bigint;
  readonly roles: ReadonlyMap<number, Role>;
}

/** Reads what `getConfig` answers. Throws Error for a list without a server, which cannot be. */
export function parseServerList(text: string): ServerList {
  const roles = new Map<number, Role>();
  for (const [, id, role] of text.matchAll(
    /^server\.(\d+)=[^\n;]*?(?::(participant|observer))?(?:;[^\n]*)?$/gm,
  )) {
    // Without a word it takes part (QuorumPeer.QuorumServer).
    roles.set(Number(id), role === 'observer' ? 'observer' : 'participant');
  }
  if (roles.size === 0) throw new Error('the list of servers names none');
  const version = /^version=([0-9a-f]+)$/m.exec(text)?.[1] ?? '0';
  return { version: BigInt(`0x${version}`), roles };
}

/** Ids of those that vote. */
export function votersOf({ roles }: ServerList): readonly number[] {
  return [...roles].filter(([, role]) => role === 'participant').map(([id]) => id);
}
