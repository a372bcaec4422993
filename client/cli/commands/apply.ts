import type { Command } from 'commander';
import { z } from 'zod';
import { formatKey } from '../../../api/names.js';
import type { ApplyOutcome } from '../../apply.js';
import type { SpecDifference } from '../../spec-differences.js';
import { exitCode } from '../exit.js';
import { follow } from '../follow.js';
import type { Invocation } from '../invocation.js';
import { undoOfApply, undoText } from '../undo.js';
import { parseTimeout } from './arguments.js';
import { checkAll, collect, readSources } from './manifests.js';
import type { Run } from './registration.js';

const optionsSchema = z.object({
  filename: z.array(z.string()),
  dryRun: z.boolean().default(false),
  forceConflicts: z.boolean().default(false),
  wait: z.boolean().default(false),
  timeout: z.number().optional(),
});

/** `version 2.18.0 -> 2.19.1` */
export function differenceText({ field, before, after }: SpecDifference): string {
  return `${field} ${before ?? '(not set)'} -> ${after ?? '(not set)'}`;
}

function report(invocation: Invocation, outcome: ApplyOutcome, dryRun: boolean): void {
  const colour = outcome.action === 'unchanged' ? 'dim' : 'green';
  const name = formatKey(outcome.key);
  invocation.print(
    `${name} ${invocation.paint(colour, outcome.action)}${dryRun ? ' (dry run, nothing was sent)' : ''}`,
    ...outcome.changes.map((change) => `  ${differenceText(change)}`),
  );
  if (outcome.kept.length > 0) {
    invocation.note(
      `${name} keeps what others than Statewright have set and the manifest does not mention:`,
      ...outcome.kept.map(({ field, after }) => `  ${field} ${after ?? ''}`),
      '  Apply with --force-conflicts to drop it.',
    );
  }
  const undo = undoOfApply(outcome);
  if (undo === undefined || dryRun) return;
  const { namespace, name: cluster } = outcome.key;
  const follows = outcome.action === 'created' && invocation.world.terminal.live;
  invocation.note(
    undoText(undo),
    ...(follows ? [`follow: statewright watch ${cluster} -n ${namespace}`] : []),
  );
}

/** The same for programs. */
function resultOf(outcome: ApplyOutcome, dryRun: boolean): unknown {
  const { key, action, changes, kept } = outcome;
  const undo = dryRun ? undefined : undoOfApply(outcome);
  return { ...key, action, changes, kept, ...(undo && { undo }) };
}

async function apply(invocation: Invocation, options: z.infer<typeof optionsSchema>): Promise<number> {
  const sources = await readSources(invocation, options.filename);
  const { clusters } = await invocation.statewright();
  const namespace = await invocation.namespace();
  const how = { namespace, force: options.forceConflicts };
  // A dry run of all comes first, so that nothing is sent if the API server would refuse any of them.
  const tried = await checkAll(invocation, sources, namespace, (source) =>
    clusters.apply(source.value, { ...how, dryRun: true }),
  );
  if ('exit' in tried) {
    if (sources.length > 1) invocation.note('Nothing was sent.');
    return tried.exit;
  }

  const outcomes: ApplyOutcome[] = [];
  if (options.dryRun) outcomes.push(...tried.checked);
  else for (const source of sources) outcomes.push(await clusters.apply(source.value, how));

  if (invocation.structured && !options.wait) {
    invocation.printData(outcomes.map((outcome) => resultOf(outcome, options.dryRun)));
  }
  if (!invocation.structured) {
    for (const outcome of outcomes) report(invocation, outcome, options.dryRun);
  }
  if (!options.wait || options.dryRun) return exitCode.done;

  const deadline = options.timeout === undefined ? undefined : invocation.world.now() + options.timeout;
  for (const { key, cluster } of outcomes) {
    const timeoutMs = deadline === undefined ? undefined : Math.max(0, deadline - invocation.world.now());
    const code = await follow(invocation, key, { goal: 'ready', timeoutMs, uid: cluster.metadata.uid });
    if (code !== exitCode.done) return code;
  }
  return exitCode.done;
}

export function applyCommand(program: Command, run: Run): void {
  program
    .command('apply')
    .description('make the clusters of a file, or bring them to what it says')
    .requiredOption(
      '-f, --filename <file>',
      'YAML or JSON file, "-" for standard input; may be given again',
      collect,
    )
    .option('--dry-run', 'check everything, also by the API server, and change nothing')
    .option('--wait', 'show the progress until all are ready')
    .option('--timeout <span>', 'give up waiting after this time, for example 10m', parseTimeout)
    .option('--force-conflicts', 'take over fields that others than Statewright have set')
    .addHelpText(
      'after',
      `
All resources are checked before any of them is sent.

Examples:
  statewright apply -f logs.yaml --wait --timeout 10m
  statewright apply -f - --dry-run < logs.yaml
  statewright get logs -o yaml | sed 's/replicas: 2/replicas: 3/' | statewright apply -f -`,
    )
    .action(async (_options: unknown, command: Command) =>
      run(command, (invocation) => apply(invocation, optionsSchema.parse(command.opts()))),
    );
}
