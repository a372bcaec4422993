import type { Command } from 'commander';
import { z } from 'zod';
import { exitCode } from '../exit.js';
import type { Invocation } from '../invocation.js';
import { nodeLines, nodeTable } from '../render/nodes.js';
import { parseTimeout } from './arguments.js';
import type { Run } from './registration.js';

const sweepOptionsSchema = z.object({ dryRun: z.boolean().default(false), grace: z.number().optional() });

async function list(invocation: Invocation): Promise<number> {
  const { nodes } = await invocation.statewright();
  const found = await nodes.list();
  if (invocation.structured) invocation.printData(found);
  else {
    invocation.print(...nodeTable(found.machines, invocation.world.now()));
    for (const { question, sentence } of found.unanswered) invocation.note(`${question}: ${sentence}`);
  }
  return exitCode.done;
}

async function describe(invocation: Invocation, name: string): Promise<number> {
  const { nodes } = await invocation.statewright();
  const description = await nodes.describe(name);
  const { paint, world } = invocation;
  if (invocation.structured) invocation.printData(description);
  else invocation.print(...nodeLines(description, { paint, now: world.now() }));
  return exitCode.done;
}

async function sweep(
  invocation: Invocation,
  name: string,
  { dryRun, grace }: z.infer<typeof sweepOptionsSchema>,
): Promise<number> {
  const { nodes } = await invocation.statewright();
  const graceSeconds = grace === undefined ? undefined : Math.ceil(grace / 1_000);
  invocation.note(`Looking twice at ${name}, ${graceSeconds ?? 60} s apart.`);
  const result = await nodes.sweep(name, { dryRun, ...(graceSeconds !== undefined && { graceSeconds }) });
  if (invocation.structured) invocation.printData(result);
  else {
    invocation.print(result.message);
    invocation.print(...(result.wouldRemove ?? []).map((port) => `  ${port}`));
    invocation.print(...result.kept.map(({ name: port, reason }) => `  kept ${port}: ${reason}`));
  }
  return result.outcome === 'Unknown' ? exitCode.failed : exitCode.done;
}

export function nodeCommand(program: Command, run: Run): void {
  const node = program
    .command('node')
    .description('machines: their bridge, their ports, what pods left behind');
  node
    .command('list')
    .description('all machines with their last sweep')
    .action(async (_options: unknown, command: Command) => run(command, list));
  node
    .command('describe')
    .description('one machine: bridge, ports with pods and addresses, leftovers, last sweep')
    .argument('<name>', 'name of the machine')
    .addHelpText(
      'after',
      `
The machine's agent is asked through its queue in Temporal. If it gives no answer, the rest is shown
and "Could not be asked" says what is missing.`,
    )
    .action(async (name: string, _options: unknown, command: Command) =>
      run(command, (invocation) => describe(invocation, name)),
    );
  node
    .command('sweep')
    .description('remove what pods left behind: ports and links without sandbox and pod, seen so twice')
    .argument('<name>', 'name of the machine')
    .option('--dry-run', 'only say what would be removed')
    .option('--grace <span>', 'time between the two looks (default: 60s)', parseTimeout)
    .addHelpText(
      'after',
      `
What is not of Statewright, and what lives, is never touched. If a list cannot be read in full,
nothing is removed, and the command answers 1.

Examples:
  statewright node sweep machine-1 --dry-run
  statewright node sweep machine-1 --grace 10s`,
    )
    .action(async (name: string, _options: unknown, command: Command) =>
      run(command, (invocation) => sweep(invocation, name, sweepOptionsSchema.parse(command.opts()))),
    );
}
