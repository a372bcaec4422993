import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Runs a program to its end; its standard output. */
export async function run(program: string, ...args: readonly string[]): Promise<string> {
  return (await exec(program, [...args], { maxBuffer: 64 * 1024 * 1024 })).stdout;
}

/** A network namespace of the test's own; known by its prefix, removed in the end even when the test fails. */
export class NetworkNamespace {
  private constructor(readonly name: string) {}

  static async make(): Promise<NetworkNamespace> {
    const name = `swt-${randomBytes(4).toString('hex')}`;
    await run('ip', 'netns', 'add', name);
    await run('ip', '-n', name, 'link', 'set', 'lo', 'up');
    return new NetworkNamespace(name);
  }

  get path(): string {
    return `/var/run/netns/${this.name}`;
  }

  async exec(...command: readonly string[]): Promise<string> {
    return run('ip', 'netns', 'exec', this.name, ...command);
  }

  /** Whether the address answers one of so many pings; each is waited for 200 ms. */
  async pings(
    address: string,
    { from, count = 5 }: { from?: string; count?: number } = {},
  ): Promise<boolean> {
    const source = from === undefined ? [] : ['-I', from];
    return this.exec('ping', '-c', String(count), '-i', '0.05', '-W', '0.2', ...source, address).then(
      (text) => !text.includes(' 0 received'),
      () => false,
    );
  }

  async remove(): Promise<void> {
    await run('ip', 'netns', 'delete', this.name).catch(() => undefined);
  }
}
