import type { Command } from 'commander';
import { z } from 'zod';
import { parseKey, type ObjectKey } from '../../../api/names.js';
import { exitCode, UsageError } from '../exit.js';
import type { Invocation } from '../invocation.js';
import { addressLines, addressTable, poolTable } from '../render/addresses.js';
import type { Run } from './registration.js';

const listOptionsSchema = z.object({ pool: z.string().optional() });
const releaseOptionsSchema = z.object({ force: z.boolean().default(false) });

/** `web-0`, or `shop/web-0`. Names of pods may have dots, unlike most. */
async function podOf(invocation: Invocation, text: string): Promise<ObjectKey> {
  if (!text.includes('/')) return { namespace: await invocation.namespace(), name: text };
  const key = parseKey(text);
  if (key !== undefined) return key;
  throw new UsageError(`"${text}" names no pod.`, 'Write NAME, or NAMESPACE/NAME.');
}

async function list(invocation: Invocation, pool: string | undefined): Promise<number> {
  const { addresses } = await invocation.statewright();
  const found = await addresses.list({ namespace: invocation.settings.namespace, pool });
  const now = invocation.world.now();
  if (invocation.structured) invocation.printData(found);
  else invocation.print(...addressTable(found, now, invocation.output === 'wide'));
  return exitCode.done;
}

async function show(invocation: Invocation, text: string): Promise<number> {
  const { addresses } = await invocation.statewright();
  const reservation = await addresses.show(await podOf(invocation, text));
  if (invocation.structured) invocation.printData(reservation);
  else invocation.print(...addressLines(reservation, invocation.world.now()));
  return exitCode.done;
}

async function pools(invocation: Invocation): Promise<number> {
  const { addresses } = await invocation.statewright();
  const found = await addresses.pools();
  if (invocation.structured) invocation.printData(found);
  else invocation.print(...poolTable(found));
  return exitCode.done;
}

async function release(invocation: Invocation, text: string, force: boolean): Promise<number> {
  const { addresses } = await invocation.statewright();
  const released = await addresses.release(await podOf(invocation, text), { force });
  if (invocation.structured) invocation.printData(released);
  else {
    const what = released.addresses.join(' and ') || 'no address';
    invocation.print(`${released.pod} has given up ${what}.`);
  }
  return exitCode.done;
}

export function ipCommand(program: Command, run: Run): void {
  const ip = program.command('ip').description('addresses of pods: who has which, and until when');
  ip.command('list')
    .description('reservations of all namespaces, or of the one given with -n')
    .option('--pool <name>', 'of this IPPool only')
    .action(async (_options: unknown, command: Command) =>
      run(command, (invocation) => list(invocation, listOptionsSchema.parse(command.opts()).pool)),
    );
  ip.command('show')
    .description('the addresses of one pod name, also when there is no such pod now')
    .argument('<pod>', 'NAME or NAMESPACE/NAME of the pod')
    .action(async (pod: string, _options: unknown, command: Command) =>
      run(command, (invocation) => show(invocation, pod)),
    );
  ip.command('pools')
    .description('IPPools with their ranges and how many addresses are left')
    .action(async (_options: unknown, command: Command) => run(command, pools));
  ip.command('release')
    .description('give the addresses of a pod name up before their time')
    .argument('<pod>', 'NAME or NAMESPACE/NAME of the pod')
    .option('--force', 'also when the pod exists; it then shares its address with whoever gets it')
    .addHelpText(
      'after',
      `
Addresses of a pod that is gone are kept for its name, three days unless the IPPool says otherwise.

Examples:
  statewright ip release web-0
  statewright ip release shop/web-0 --force`,
    )
    .action(async (pod: string, _options: unknown, command: Command) =>
      run(command, (invocation) =>
        release(invocation, pod, releaseOptionsSchema.parse(command.opts()).force),
      ),
    );
}
