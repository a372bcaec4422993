import type { Command } from 'commander';
import { z } from 'zod';
import { checkForm } from '../../check.js';
import { exitCode } from '../exit.js';
import type { Invocation } from '../invocation.js';
import { checkAll, collect, nameOf, readSources } from './manifests.js';
import type { Run } from './registration.js';

const optionsSchema = z.object({ filename: z.array(z.string()) });

async function validate(invocation: Invocation, files: readonly string[]): Promise<number> {
  const sources = await readSources(invocation, files);
  // No server is asked, and so no kubeconfig either; which namespace it would be is not judged here.
  const namespace = invocation.settings.namespace ?? 'default';
  const outcome = await checkAll(invocation, sources, namespace, (source) => {
    checkForm(source.value);
    return Promise.resolve(nameOf(source, namespace));
  });
  if ('exit' in outcome) return outcome.exit;
  if (invocation.structured)
    invocation.printData(outcome.checked.map((resource) => ({ resource, valid: true })));
  else
    invocation.print(
      ...outcome.checked.map((resource) => `${resource} ${invocation.paint('green', 'valid')}`),
    );
  return exitCode.done;
}

export function validateCommand(program: Command, run: Run): void {
  program
    .command('validate')
    .description('check the clusters of a file without any server')
    .requiredOption(
      '-f, --filename <file>',
      'YAML or JSON file, "-" for standard input; may be given again',
      collect,
    )
    .addHelpText(
      'after',
      `
Checks form and catalog. Whether the machines are large enough and an existing cluster can take
the change is checked by \`statewright apply --dry-run\`.

Examples:
  statewright validate -f logs.yaml
  statewright validate -f logs.yaml -o json`,
    )
    .action(async (_options: unknown, command: Command) =>
      run(command, (invocation) => validate(invocation, optionsSchema.parse(command.opts()).filename)),
    );
}
