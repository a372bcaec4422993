/** A TCP socket that takes connections to this machine's loopback. */
export interface Listener {
  readonly port: number;
  /** The socket's inode, by which its process is found. */
  readonly inode: string;
}

const listen = '0A';
/** 127.0.0.1, any address, any address of version 6, and ::1, as the kernel prints them: words of host byte order. */
const addresses = new Set([
  '0100007F',
  '00000000',
  '00000000000000000000000000000000',
  '00000000000000000000000001000000',
]);

/** Reads /proc/net/tcp or tcp6; proc(5) describes its columns. */
export function listenersOf(table: string): readonly Listener[] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([, local = '', , state, , , , , , inode]) => {
      const [address = '', port = ''] = local.split(':');
      if (state !== listen || !addresses.has(address) || inode === undefined) return [];
      return [{ port: parseInt(port, 16), inode }];
    });
}
