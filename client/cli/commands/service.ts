import type { Command } from 'commander';
import { z } from 'zod';
import { parseKey, type ObjectKey } from '../../../api/names.js';
import { exitCode, UsageError } from '../exit.js';
import type { Invocation } from '../invocation.js';
import { serviceLines, serviceTable } from '../render/services.js';
import { workflowPage } from '../settings.js';
import type { Run } from './registration.js';

const sweepOptionsSchema = z.object({ dryRun: z.boolean().default(false) });

async function serviceOf(invocation: Invocation, text: string): Promise<ObjectKey> {
  if (!text.includes('/')) return { namespace: await invocation.namespace(), name: text };
  const key = parseKey(text);
  if (key !== undefined) return key;
  throw new UsageError(`"${text}" names no Service.`, 'Write NAME, or NAMESPACE/NAME.');
}

async function get(invocation: Invocation): Promise<number> {
  const { services } = await invocation.statewright();
  const found = await services.list({ namespace: invocation.settings.namespace });
  if (invocation.structured) invocation.printData(found);
  else invocation.print(...serviceTable(found, invocation.paint, invocation.output === 'wide'));
  return exitCode.done;
}

async function describe(invocation: Invocation, text: string): Promise<number> {
  const { services } = await invocation.statewright();
  const view = await services.describe(await serviceOf(invocation, text));
  const page = workflowPage(invocation.settings, view.workflowId);
  if (invocation.structured) invocation.printData({ ...view, workflowPage: page });
  else invocation.print(...serviceLines(view, { paint: invocation.paint, workflowPage: page }));
  return exitCode.done;
}

async function sweep(invocation: Invocation, dryRun: boolean): Promise<number> {
  const { services } = await invocation.statewright();
  const result = await services.sweep({ dryRun });
  if (invocation.structured) invocation.printData(result);
  else {
    invocation.print(result.message);
    invocation.print(
      ...result.examples.map(({ kind, service, address }) => `  ${kind}: ${address} of ${service}`),
    );
  }
  return exitCode.done;
}

export function serviceCommand(program: Command, run: Run): void {
  const service = program.command('service').description('Services and their VIPs on the balancer');
  service
    .command('get')
    .description('Services of all namespaces, or of the one given with -n, and whether the balancer has them')
    .action(async (_options: unknown, command: Command) => run(command, get));
  service
    .command('describe')
    .description(
      'one Service: addresses, listeners and members as Kubernetes wants them, its workflow, its events',
    )
    .argument('<service>', 'NAME or NAMESPACE/NAME')
    .action(async (name: string, _options: unknown, command: Command) =>
      run(command, (invocation) => describe(invocation, name)),
    );
  service
    .command('sweep')
    .description('compare all Services with all VIPs of this cluster, and mend what differs')
    .option('--dry-run', 'only say what would be mended')
    .addHelpText(
      'after',
      `
VIPs of other clusters and of people on the same balancer are never touched. A VIP is removed only
after two live looks, some seconds apart, that its Service is gone or has no use for it.

Examples:
  statewright service sweep --dry-run
  statewright service sweep -o json`,
    )
    .action(async (_options: unknown, command: Command) =>
      run(command, (invocation) => sweep(invocation, sweepOptionsSchema.parse(command.opts()).dryRun)),
    );
}
