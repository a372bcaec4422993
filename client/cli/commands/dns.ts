import type { Command } from 'commander';
import { z } from 'zod';
import type { SweepNamesInput, SweepNamesResult } from '../../../workflows/sweep-names/contract.js';
import { exitCode } from '../exit.js';
import type { Invocation } from '../invocation.js';
import { problemLines, zoneTable } from '../render/names.js';
import { parseTimeout } from './arguments.js';
import type { Run } from './registration.js';

const sweepOptionsSchema = z.object({
  dryRun: z.boolean().default(false),
  zone: z.string().optional(),
  grace: z.number().optional(),
});

async function swept(invocation: Invocation, input: SweepNamesInput): Promise<SweepNamesResult> {
  const { names } = await invocation.statewright();
  return names.sweep(input);
}

async function zones(invocation: Invocation): Promise<number> {
  const result = await swept(invocation, { dryRun: true });
  if (invocation.structured) invocation.printData(result.zones);
  else invocation.print(...zoneTable(result.zones), ...problemLines(result.zones));
  return exitCode.done;
}

async function sweep(
  invocation: Invocation,
  { dryRun, zone, grace }: z.infer<typeof sweepOptionsSchema>,
): Promise<number> {
  const result = await swept(invocation, {
    dryRun,
    ...(zone !== undefined && { zone }),
    ...(grace !== undefined && { graceSeconds: Math.ceil(grace / 1_000) }),
  });
  if (invocation.structured) invocation.printData(result);
  else {
    invocation.print(result.message);
    invocation.print(...result.zones.flatMap((one) => one.examples.map((key) => `  ${one.zone}: ${key}`)));
    invocation.print(...problemLines(result.zones));
  }
  return exitCode.done;
}

export function dnsCommand(program: Command, run: Run): void {
  const dns = program.command('dns').description("names of Services in the company's DNS");
  dns
    .command('zones')
    .description('the zones that are kept: how much is in them, and whether it is right')
    .action(async (_options: unknown, command: Command) => run(command, zones));
  dns
    .command('sweep')
    .description('compare zones with Kubernetes, and put right what differs')
    .option('--dry-run', 'only say what would be changed')
    .option('--zone <name>', 'this zone only')
    .option('--grace <span>', 'time between two proofs that a Service is gone (default: 10s)', parseTimeout)
    .addHelpText(
      'after',
      `
Names that somebody else made are never changed; they are shown as what cannot be had.

Examples:
  statewright dns sweep --dry-run
  statewright dns sweep --zone k8s.corp.example`,
    )
    .action(async (_options: unknown, command: Command) =>
      run(command, (invocation) => sweep(invocation, sweepOptionsSchema.parse(command.opts()))),
    );
}
