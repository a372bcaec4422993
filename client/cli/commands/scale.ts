import { Argument, type Command } from 'commander';
import { z } from 'zod';
import { parseReplicas, parseTimeout } from './arguments.js';
import { nodeTypeOf, sendChange } from './change.js';
import type { Run } from './registration.js';

export const waitOptionsSchema = z.object({
  wait: z.boolean().default(false),
  timeout: z.number().optional(),
});

export function scaleCommand(program: Command, run: Run): void {
  program
    .command('scale')
    .description('change how many members of a node type a cluster has')
    .argument('<name>', 'NAME or NAMESPACE/NAME')
    .argument('<nodeType>', 'for example data')
    .addArgument(new Argument('<replicas>', 'how many members').argParser(parseReplicas))
    .option('--wait', 'show the progress until it is in place')
    .option('--timeout <span>', 'give up waiting after this time, for example 10m', parseTimeout)
    .addHelpText(
      'after',
      `
The workflow of the cluster answers whether it accepts the change.

Examples:
  statewright scale logs data 3
  statewright scale search/logs data 3 --wait`,
    )
    .action(async (name: string, nodeType: string, replicas: number, _options: unknown, command: Command) =>
      run(command, (invocation) =>
        sendChange(invocation, name, waitOptionsSchema.parse(command.opts()), (cluster, key) => {
          const before = nodeTypeOf(cluster, nodeType).replicas;
          return {
            summary: `${nodeType}: ${before} -> ${replicas} member(s)`,
            nothing: before === replicas,
            undo: { command: `statewright scale ${key.name} ${nodeType} ${before} -n ${key.namespace}` },
            send: (clusters) => clusters.scale(key, { nodeType, replicas }),
          };
        }),
      ),
    );
}
