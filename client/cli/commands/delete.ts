import type { Command } from 'commander';
import { z } from 'zod';
import type { DistributedCluster } from '../../../api/distributed-cluster.js';
import { formatKey } from '../../../api/names.js';
import { exitCode, UsageError } from '../exit.js';
import { follow } from '../follow.js';
import type { Invocation } from '../invocation.js';
import { parseTimeout } from './arguments.js';
import type { Run } from './registration.js';

const optionsSchema = z.object({
  keepVolumes: z.boolean().default(false),
  wait: z.boolean().default(false),
  yes: z.boolean().default(false),
  timeout: z.number().optional(),
});

type Options = z.infer<typeof optionsSchema>;

/** Whether the volumes survive: asked for now, or in the spec before. */
export function keepsVolumes(cluster: DistributedCluster, keep: boolean): boolean {
  return keep || cluster.spec.volumeRetention?.whenDeleted === 'Retain';
}

/** What is about to be lost, in a sentence. */
export function deletionQuestion(name: string, cluster: DistributedCluster, keeps: boolean): string {
  const members = cluster.spec.nodeTypes.reduce((sum, nodeType) => sum + nodeType.replicas, 0);
  const fate = keeps ? 'its volumes are kept' : 'the DATA ON ITS VOLUMES IS LOST';
  return `Delete ${cluster.spec.component} cluster ${name} with ${members} member(s)? ${fate}. [y/N] `;
}

async function confirmed(invocation: Invocation, question: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!invocation.world.terminal.interactive) {
    throw new UsageError('Nobody can be asked here whether to delete.', 'Give --yes if that is wanted.');
  }
  return /^y(es)?$/i.test((await invocation.world.ask(question)).trim());
}

async function remove(invocation: Invocation, name: string, options: Options): Promise<number> {
  const key = await invocation.key(name);
  const shown = formatKey(key);
  const { clusters } = await invocation.statewright();
  const cluster = await clusters.get(key);
  const keeps = keepsVolumes(cluster, options.keepVolumes);
  if (!(await confirmed(invocation, deletionQuestion(shown, cluster, keeps), options.yes))) {
    invocation.note('Nothing was deleted.');
    return exitCode.failed;
  }
  // What was shown is what is deleted: not a cluster that took the name while the question stood.
  const { uid } = cluster.metadata;
  const { already } = await clusters.delete(key, { keepVolumes: options.keepVolumes, uid });
  if (invocation.structured && !options.wait) {
    invocation.printData({ ...key, uid, already, keepsVolumes: keeps });
  } else if (!invocation.structured) {
    invocation.print(`${shown} ${already ? 'is being deleted already' : 'is being deleted'}`);
    invocation.note(
      keeps
        ? 'undo: apply its manifest again; the kept volumes are taken over with their data.'
        : 'There is no undo: its volumes go with it.',
    );
  }
  if (!options.wait) return exitCode.done;
  return follow(invocation, key, { goal: 'deleted', timeoutMs: options.timeout, uid });
}

export function deleteCommand(program: Command, run: Run): void {
  program
    .command('delete')
    .description('delete a cluster and everything made for it')
    .argument('<name>', 'NAME or NAMESPACE/NAME')
    .option('--keep-volumes', 'leave the volumes; a later cluster of the same name takes them over')
    .option('-y, --yes', 'do not ask')
    .option('--wait', 'show the progress until nothing is left')
    .option('--timeout <span>', 'give up waiting after this time, for example 10m', parseTimeout)
    .addHelpText(
      'after',
      `
Examples:
  statewright delete logs
  statewright delete logs --keep-volumes --yes --wait`,
    )
    .action(async (name: string, _options: unknown, command: Command) =>
      run(command, (invocation) => remove(invocation, name, optionsSchema.parse(command.opts()))),
    );
}
