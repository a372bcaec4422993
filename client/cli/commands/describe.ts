import type { Command } from 'commander';
import { exitCode } from '../exit.js';
import type { Invocation } from '../invocation.js';
import { describeLines } from '../render/describe.js';
import { workflowPage } from '../settings.js';
import type { Run } from './registration.js';

async function describe(invocation: Invocation, name: string): Promise<number> {
  const key = await invocation.key(name);
  const { clusters } = await invocation.statewright();
  const description = await clusters.describe(key);
  const page = workflowPage(invocation.settings, description.workflowId);
  if (invocation.structured) {
    invocation.printData({ ...description, workflowPage: page });
  } else {
    const { paint, world } = invocation;
    invocation.print(...describeLines(description, { paint, now: world.now(), workflowPage: page }));
  }
  return exitCode.done;
}

export function describeCommand(program: Command, run: Run): void {
  program
    .command('describe')
    .description(
      'everything about one cluster, read live: steps, pods with their own reasons, volumes, services',
    )
    .argument('<name>', 'NAME or NAMESPACE/NAME')
    .addHelpText(
      'after',
      `
Asks Kubernetes and the workflow side by side. If one of them gives no answer, the rest is shown
and "Could not be asked" says what is missing.

Examples:
  statewright describe logs
  statewright describe search/logs -o json`,
    )
    .action(async (name: string, _options: unknown, command: Command) =>
      run(command, (invocation) => describe(invocation, name)),
    );
}
