import type { Command } from 'commander';
import { exitCode } from '../exit.js';
import type { Run } from './registration.js';

export function versionCommand(program: Command, run: Run): void {
  program
    .command('version')
    .description('version of this program')
    .addHelpText('after', '\nExamples:\n  statewright version -o json')
    .action(async (_options: unknown, command: Command) =>
      run(command, (invocation) => {
        const version = { statewright: invocation.world.version, node: process.version };
        if (invocation.structured) invocation.printData(version);
        else invocation.print(`statewright ${version.statewright} (node ${version.node})`);
        return Promise.resolve(exitCode.done);
      }),
    );
}
