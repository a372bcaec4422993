import { Argument, type Command } from 'commander';
import { z } from 'zod';
import { formatKey } from '../../../api/names.js';
import { exitCode, UsageError } from '../exit.js';
import { followUntilEnd } from '../follow-operation.js';
import type { Invocation } from '../invocation.js';
import { parseOrdinal, parseTimeout } from './arguments.js';
import type { Run } from './registration.js';

const optionsSchema = z.object({
  force: z.boolean().default(false),
  reason: z.string().optional(),
  wait: z.boolean().default(true),
  follow: z.boolean().default(false),
  cancel: z.boolean().default(false),
  timeout: z.number().optional(),
});

type Options = z.infer<typeof optionsSchema>;

interface Words {
  readonly name: string;
  readonly nodeType: string | undefined;
  readonly ordinals: readonly number[];
}

type Verb = 'offline' | 'online';

function forceOf({ force, reason }: Options): { readonly force?: { readonly reason: string } } {
  if (!force && reason === undefined) return {};
  if (!force)
    throw new UsageError('A reason is only recorded with --force.', 'Add --force, or leave --reason out.');
  if (reason === undefined || reason.trim() === '') {
    throw new UsageError(
      '--force needs a reason, which goes on record.',
      'Add --reason "why the guards may be skipped".',
    );
  }
  return { force: { reason } };
}

async function move(invocation: Invocation, verb: Verb, words: Words, options: Options): Promise<number> {
  const key = await invocation.key(words.name);
  const { clusters } = await invocation.statewright();
  const { timeout: timeoutMs } = options;
  if (options.cancel) {
    await clusters.cancelOperation(key);
    invocation.note(`${formatKey(key)}: the operation takes back what it did.`);
    return options.wait ? followUntilEnd(invocation, key, { timeoutMs, wanted: 'Cancelled' }) : exitCode.done;
  }
  if (options.follow) return followUntilEnd(invocation, key, { timeoutMs, wanted: 'Done' });
  const { nodeType, ordinals } = words;
  if (nodeType === undefined || ordinals.length === 0) {
    throw new UsageError(
      `Which members are to be ${verb} is not said.`,
      `For example: statewright ${verb} ${words.name} data 1`,
    );
  }
  const force = forceOf(options);
  const members = { nodeType, ordinals };
  const { runId, workflowId } =
    verb === 'offline'
      ? await clusters.takeOffline(key, { ...members, ...force })
      : await clusters.bringOnline(key, members);
  const opposite = verb === 'offline' ? 'online' : 'offline';
  const undo = `statewright ${opposite} ${key.name} ${nodeType} ${ordinals.join(' ')} -n ${key.namespace}`;
  if (!options.wait) {
    if (invocation.structured)
      invocation.printData({ ...key, ...members, workflowId, runId, undo: { command: undo } });
    else
      invocation.print(
        `${formatKey(key)} ${nodeType} ${ordinals.join(', ')} ${invocation.paint('green', `going ${verb}`)}`,
      );
    invocation.note(`follow: statewright ${verb} ${key.name} --follow -n ${key.namespace}`);
    return exitCode.done;
  }
  const code = await followUntilEnd(invocation, key, { timeoutMs, runId, wanted: 'Done' });
  if (code === exitCode.done) invocation.note(`undo: ${undo}`);
  return code;
}

function register(program: Command, run: Run, verb: Verb, description: string, help: string): void {
  const command = program
    .command(verb)
    .description(description)
    .argument('<name>', 'NAME or NAMESPACE/NAME of the cluster')
    .argument('[nodeType]', 'for example data')
    .addArgument(new Argument('[ordinals...]', 'which members, one after the other').argParser(parseOrdinal));
  if (verb === 'offline') {
    command
      .option('--force', 'skip the guards, and do not wait for the drain of a dead member')
      .option('--reason <text>', 'why; it goes on record');
  }
  command
    .option('--no-wait', 'return when the operation has begun')
    .option('--wait', 'show the progress until it has ended (default)')
    .option('--follow', 'show the operation that is under way')
    .option('--cancel', 'take back the operation that is under way')
    .option('--timeout <span>', 'give up watching after this time, for example 10m', parseTimeout)
    .addHelpText('after', help)
    .action(
      async (
        name: string,
        nodeType: string | undefined,
        ordinals: readonly number[] | undefined,
        _: unknown,
        it: Command,
      ) =>
        run(it, (invocation) =>
          move(
            invocation,
            verb,
            { name, nodeType, ordinals: ordinals ?? [] },
            optionsSchema.parse(it.opts()),
          ),
        ),
    );
}

export function offlineCommand(program: Command, run: Run): void {
  register(
    program,
    run,
    'offline',
    'drain members of a cluster in the way of its system, and take them offline',
    `
The guards of the system hold before a member goes, are shown with their numbers, and are waited for
where they do not. Ctrl-C ends the watching, not the work; --cancel takes it back.

Examples:
  statewright offline search/logs data 1
  statewright offline logs data 3 2 --no-wait
  statewright offline logs --cancel
  statewright offline logs data 1 --force --reason "its disk is broken"`,
  );
}

export function onlineCommand(program: Command, run: Run): void {
  register(
    program,
    run,
    'online',
    'bring members of a cluster back that are offline',
    `
Waits until each member has joined and carries its share.

Examples:
  statewright online search/logs data 1`,
  );
}
