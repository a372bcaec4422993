import type { Command } from 'commander';
import { changeConfig, parseConfigWords, shellWord, undoWords } from '../config-words.js';
import { specDifferences } from '../../spec-differences.js';
import { parseTimeout } from './arguments.js';
import { nodeTypeOf, sendChange } from './change.js';
import type { Run } from './registration.js';
import { waitOptionsSchema } from './scale.js';

export function configureCommand(program: Command, run: Run): void {
  program
    .command('configure')
    .description("change settings of a node type, in the component's own names")
    .argument('<name>', 'NAME or NAMESPACE/NAME')
    .argument('<nodeType>', 'for example data')
    .argument('<settings...>', 'KEY=VALUE sets, KEY- removes; the others stay')
    .option('--wait', 'show the progress until it is in place')
    .option('--timeout <span>', 'give up waiting after this time, for example 10m', parseTimeout)
    .addHelpText(
      'after',
      `
Members restart one after the other where the component needs it.

Examples:
  statewright configure logs data indices.fielddata.cache.size=20%
  statewright configure logs data indices.fielddata.cache.size- --wait`,
    )
    .action(
      async (name: string, nodeType: string, words: readonly string[], _options: unknown, command: Command) =>
        run(command, (invocation) => {
          const changes = parseConfigWords(words);
          return sendChange(invocation, name, waitOptionsSchema.parse(command.opts()), (cluster, key) => {
            const before = nodeTypeOf(cluster, nodeType).config ?? {};
            const config = changeConfig(before, changes);
            const of = (settings: typeof config): Parameters<typeof specDifferences>[0] => ({
              nodeTypes: [{ name: nodeType, replicas: 0, config: settings }],
            });
            const undo = undoWords(before, changes).map(shellWord).join(' ');
            return {
              summary: `${nodeType}: ${changes.map(({ key: setting }) => setting).join(', ')}`,
              nothing: specDifferences(of(before), of(config)).length === 0,
              undo: { command: `statewright configure ${key.name} ${nodeType} ${undo} -n ${key.namespace}` },
              send: (clusters) => clusters.configure(key, { nodeType, config }),
            };
          });
        }),
    );
}
