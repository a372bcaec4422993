import { readdir, readFile, readlink } from 'node:fs/promises';

/** The process that has a socket open, found by looking through what every process has open. */
export async function socketHolder(
  inode: number | string,
): Promise<{ readonly pid: number; readonly command: string } | undefined> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    for (const descriptor of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
      if (target !== `socket:[${inode}]`) continue;
      const command = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '?')).trim();
      return { pid: Number(pid), command };
    }
  }
  return undefined;
}
