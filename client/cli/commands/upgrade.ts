import type { Command } from 'commander';
import { parseTimeout } from './arguments.js';
import { sendChange } from './change.js';
import type { Run } from './registration.js';
import { waitOptionsSchema } from './scale.js';

export function upgradeCommand(program: Command, run: Run): void {
  program
    .command('upgrade')
    .description('move a cluster to another version of the catalog')
    .argument('<name>', 'NAME or NAMESPACE/NAME')
    .argument('<version>', 'one that `statewright components` lists')
    .option('--wait', 'show the progress until it is in place')
    .option('--timeout <span>', 'give up waiting after this time, for example 10m', parseTimeout)
    .addHelpText(
      'after',
      `
An upgrade cannot be taken back: data written by a newer version is not read by an older one.

Examples:
  statewright components opensearch
  statewright upgrade logs 2.19.1 --wait`,
    )
    .action(async (name: string, version: string, _options: unknown, command: Command) =>
      run(command, (invocation) =>
        sendChange(invocation, name, waitOptionsSchema.parse(command.opts()), (cluster, key) => ({
          summary: `version: ${cluster.spec.version} -> ${version}`,
          nothing: cluster.spec.version === version,
          undo: {
            impossible: 'There is no undo: data written by a newer version is not read by an older one.',
          },
          send: (clusters) => clusters.upgrade(key, { version }),
        })),
      ),
    );
}
