import { Argument, type Command } from 'commander';
import { z } from 'zod';
import { formatKey, parseKey, type ObjectKey } from '../../../api/names.js';
import type { AdoptableKind } from '../../adoption/adoptable.js';
import type { AdoptOutcome } from '../../adoption/adopt.js';
import { exitCode, UsageError } from '../exit.js';
import type { Invocation } from '../invocation.js';
import { parseTimeout } from './arguments.js';
import type { Run } from './registration.js';

const optionsSchema = z.object({ dryRun: z.boolean().default(false), timeout: z.number().optional() });

type Options = z.infer<typeof optionsSchema>;

/** What people call the kinds, as kubectl has it. */
const kinds: Readonly<Record<string, AdoptableKind>> = {
  statefulset: 'StatefulSet',
  statefulsets: 'StatefulSet',
  sts: 'StatefulSet',
  advancedstatefulset: 'AdvancedStatefulSet',
  advancedstatefulsets: 'AdvancedStatefulSet',
  asts: 'AdvancedStatefulSet',
};

/** Names of sets may begin with a digit, unlike those of clusters. */
async function keyOf(invocation: Invocation, text: string): Promise<ObjectKey> {
  const key = text.includes('/') ? parseKey(text) : { namespace: await invocation.namespace(), name: text };
  if (key === undefined) throw new UsageError(`"${text}" names no set.`, 'Write NAME or NAMESPACE/NAME.');
  return key;
}

function report(invocation: Invocation, outcome: AdoptOutcome, dryRun: boolean): void {
  const { key, from, to, already, warnings } = outcome;
  const shown = formatKey(key);
  if (already) {
    invocation.print(`${to} ${shown} has its pods already; nothing was done.`);
    return;
  }
  const done = dryRun ? 'can take over from' : 'has taken over from';
  invocation.print(`${to} ${shown} ${done} the ${from}, without a restart`);
  for (const warning of warnings) invocation.note(warning);
  const undo = `statewright adopt ${to.toLowerCase()} ${key.name} -n ${key.namespace}`;
  if (!dryRun) invocation.note(`undo: ${undo}`);
}

async function adopt(
  invocation: Invocation,
  kind: string,
  name: string,
  { dryRun, timeout }: Options,
): Promise<number> {
  const from = kinds[kind.toLowerCase()];
  if (from === undefined) {
    throw new UsageError(`"${kind}" is no kind of set.`, 'Write statefulset or advancedstatefulset.');
  }
  const key = await keyOf(invocation, name);
  const { sets } = await invocation.statewright();
  const { interrupted } = invocation.world;
  const adopting = sets.adopt(key, {
    from,
    dryRun,
    signal: interrupted,
    onStep: (sentence) => invocation.note(sentence),
    ...(timeout !== undefined && { timeoutMs: timeout }),
  });
  const outcome = await adopting.catch((error: unknown) => {
    if (!interrupted.aborted) throw error;
    return undefined;
  });
  if (outcome === undefined) {
    invocation.note('Interrupted; the same command goes on where it was.');
    return exitCode.interrupted;
  }
  if (invocation.structured) invocation.printData({ ...outcome, dryRun });
  else report(invocation, outcome, dryRun);
  return exitCode.done;
}

export function adoptCommand(program: Command, run: Run): void {
  program
    .command('adopt')
    .description('let an AdvancedStatefulSet take over a running StatefulSet, or back, without a restart')
    .addArgument(new Argument('<kind>', 'what hands over: statefulset (sts) or advancedstatefulset (asts)'))
    .argument('<name>', 'NAME or NAMESPACE/NAME')
    .option('--dry-run', 'check everything, also by the API server, and change nothing')
    .option('--timeout <span>', 'give up waiting after this time (default: 2m)', parseTimeout)
    .addHelpText(
      'after',
      `
A set of the other kind is made with the same name and spec. When its controller is known to run, the old set is deleted
without what it made, and the new one takes over pods, volumes and revisions: no pod is restarted or changes its name.

It needs kube-controller-manager with its garbage collector. If it is interrupted, the same command goes on where it was.

Undo: the same command with the other kind. Before the old set is deleted, deleting the new one is enough; an
AdvancedStatefulSet that handed over is paused then: take its annotation statewright.io/adoption and spec.paused off.

Examples:
  statewright adopt statefulset web --dry-run
  statewright adopt statefulset web
  statewright adopt advancedstatefulset shop/web --timeout 10m`,
    )
    .action(async (kind: string, name: string, _options: unknown, command: Command) =>
      run(command, (invocation) => adopt(invocation, kind, name, optionsSchema.parse(command.opts()))),
    );
}
