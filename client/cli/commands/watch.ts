import { Option, type Command } from 'commander';
import { z } from 'zod';
import { follow } from '../follow.js';
import { parseTimeout } from './arguments.js';
import type { Run } from './registration.js';

const optionsSchema = z.object({
  until: z.enum(['ready', 'deleted']).optional(),
  timeout: z.number().optional(),
});

export function watchCommand(program: Command, run: Run): void {
  program
    .command('watch')
    .description('show the progress of a cluster until it is ready, or gone')
    .argument('<name>', 'NAME or NAMESPACE/NAME')
    .addOption(
      new Option(
        '--until <goal>',
        'what to wait for (default: ready; for a cluster that is being deleted: deleted)',
      ).choices(['ready', 'deleted']),
    )
    .option('--timeout <span>', 'give up after this time, for example 10m (exit code 3)', parseTimeout)
    .addHelpText(
      'after',
      `
On a screen the picture is redrawn; elsewhere each change is a line, or, with -o json, each
sighting a line of JSON, with -o yaml a document. Ctrl-C ends the watching, not the work.

Examples:
  statewright watch logs
  statewright watch logs --until ready --timeout 10m && ./load-data.sh`,
    )
    .action(async (name: string, _options: unknown, command: Command) =>
      run(command, async (invocation) => {
        const { until, timeout } = optionsSchema.parse(command.opts());
        return follow(invocation, await invocation.key(name), { goal: until, timeoutMs: timeout });
      }),
    );
}
