/** Where things are in a member's container. */
export const paths = {
  /** The files of the ConfigMap. */
  given: '/run/statewright/tikv',
  temporary: '/tmp',
  /** Programs of the images pingcap/pd and pingcap/tikv. */
  pd: '/pd-server',
  tikv: '/tikv-server',
} as const;

/** Where a volume of the owner is mounted. */
export function volumePath(volume: string): string {
  return `/var/lib/tikv/${volume}`;
}

/** Where a member keeps its files on a volume: a folder below, that can be emptied and has no `lost+found`. */
export function dataDirectory(volume: string): string {
  return `${volumePath(volume)}/data`;
}

/** Where a store keeps its Raft log if it has a second volume. */
export function raftDirectory(volume: string): string {
  return `${volumePath(volume)}/raft`;
}
