import type { Command } from 'commander';
import { z } from 'zod';
import type { SweepNamesInput, SweepNamesResult } from '../../../workflows/sweep-names/contract.js';
import { exitCode, UsageError } from '../exit.js';
import type { Invocation } from '../invocation.js';
import { nameTable, problemLines, zoneTable } from '../render/names.js';
import { parseTimeout } from './arguments.js';
import type { Run } from './registration.js';

const sweepOptionsSchema = z.object({
  dryRun: z.boolean().default(false),
  zone: z.string().optional(),
  grace: z.number().optional(),
});

const getOptionsSchema = z.object({
  domain: z.string().optional(),
  server: z.string().optional(),
  endpointPodNames: z.boolean().default(false),
});

async function get(
  invocation: Invocation,
  text: string,
  options: z.infer<typeof getOptionsSchema>,
): Promise<number> {
  const { clusterDomain, dnsServer } = invocation.settings;
  const domain = options.domain ?? clusterDomain;
  if (domain === undefined) {
    const remedy = 'Give --domain or STATEWRIGHT_CLUSTER_DOMAIN, as clusterDomain of dns.yaml has it.';
    throw new UsageError('The domain of the cluster is not known.', remedy);
  }
  const key = await invocation.key(text);
  const { names } = await invocation.statewright();
  const seen = await names.get(key, {
    domain: domain.toLowerCase(),
    server: options.server ?? dnsServer,
    endpointPodNames: options.endpointPodNames,
  });
  if (invocation.structured) invocation.printData(seen);
  else invocation.print(...nameTable(seen.records, invocation.paint), ...problemLines([seen]));
  return exitCode.done;
}

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
    .command('get')
    .description('the names that a Service should have, and what DNS answers to plain questions')
    .argument('<service>', 'NAME or NAMESPACE/NAME')
    .option('--domain <name>', 'domain of the cluster (default: STATEWRIGHT_CLUSTER_DOMAIN)')
    .option(
      '--server <address>',
      'name server to ask (default: STATEWRIGHT_DNS_SERVER, else those of this machine)',
    )
    .option('--endpoint-pod-names', 'members without a hostname are called as their pods')
    .addHelpText(
      'after',
      `
Names in zones that nobody keeps are shown as missing. "other" is a record that is not of this Service:
at the name of an address another Service may have it, elsewhere somebody else made it.

Examples:
  statewright dns get shop/web --domain k8s.corp.example
  statewright dns get shop/web --domain k8s.corp.example --server 10.90.0.4`,
    )
    .action(async (name: string, _options: unknown, command: Command) =>
      run(command, (invocation) => get(invocation, name, getOptionsSchema.parse(command.opts()))),
    );
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
