import { execFile } from 'node:child_process';
import { StatewrightError } from '../../api/errors/index.js';
import type { Command, Meter } from './flow-commands.js';

const CALL_MS = 10_000;

export interface Ofctl {
  /** All commands in one OpenFlow bundle: the switch goes from the old flows to the new ones with no packet in between. */
  bundle(commands: readonly Command[]): Promise<void>;
  /** Makes or changes meters. */
  meters(meters: readonly Meter[]): Promise<void>;
  removeMeters(ids: readonly number[]): Promise<void>;
}

export interface OfctlSettings {
  /** Path of ovs-ofctl. */
  readonly program: string;
  /** The management socket of the bridge. */
  readonly socketPath: string;
  readonly bridge: string;
}

/** ovs-ofctl as child process: arguments only, flows through its standard input. @throws StatewrightError FlowsRefused */
export function createOfctl(settings: OfctlSettings): Ofctl {
  const target = `unix:${settings.socketPath}`;
  const run = (args: readonly string[], input: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const options = { timeout: CALL_MS, killSignal: 'SIGKILL', maxBuffer: 1024 * 1024 } as const;
      const child = execFile(
        settings.program,
        ['-O', 'OpenFlow14', ...args],
        options,
        (error, _out, complaint) => {
          if (error === null) {
            resolve();
            return;
          }
          const reason = complaint.trim() === '' ? error.message : complaint.trim().slice(0, 500);
          reject(new StatewrightError('FlowsRefused', { bridge: settings.bridge, reason }));
        },
      );
      // A program that ends before it has read everything says why by its exit.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
  return {
    async bundle(commands) {
      if (commands.length === 0) return;
      await run(['--bundle', 'add-flows', target, '-'], commands.map((command) => `${command}\n`).join(''));
    },
    async meters(meters) {
      for (const { line } of meters) {
        // OpenFlow tells making from changing, and which is wanted is known only to the switch.
        await run(['add-meter', target, line], '').catch(() => run(['mod-meter', target, line], ''));
      }
    },
    async removeMeters(ids) {
      for (const id of ids) await run(['del-meter', target, `meter=${id}`], '');
    },
  };
}
