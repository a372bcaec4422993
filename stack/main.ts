/**
 * The embedded default: `main.js up [--no-sample]`, `main.js down [--keep-data]`, `main.js status`,
 * `main.js prepare`. stack/up.sh and its neighbours make sure of what this needs, and call it.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { StatewrightError } from '../api/errors/index.js';
import { down } from './commands/down.js';
import { prepare } from './commands/prepare.js';
import { sample, whereToLook } from './commands/sample.js';
import { status } from './commands/status.js';
import { up } from './commands/up.js';
import { whileLocked } from './lock.js';
import { describeStack } from './stack.js';

const print = (line: string): void => console.log(line);
const usage = 'Usage: main.js up [--no-sample] | down [--keep-data] | status | prepare\n';

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'no-sample': { type: 'boolean' }, 'keep-data': { type: 'boolean' } },
  });
  // dist/stack/main.js: the project is two folders up.
  const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const stack = describeStack(process.env, project);
  switch (positionals[0]) {
    case 'up':
      await whileLocked(stack.paths, () => up(stack, print));
      if (values['no-sample'] !== true) await sample(stack, print);
      whereToLook(stack).forEach(print);
      return 0;
    case 'down':
      await whileLocked(stack.paths, () => down(stack, values['keep-data'] === true, print));
      return 0;
    case 'status':
      return (await status(stack, print)) ? 0 : 1;
    case 'prepare':
      await prepare(stack, print);
      return 0;
    default:
      process.stderr.write(usage);
      return 2;
  }
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  const message =
    error instanceof StatewrightError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`${message}\n`);
  return 1;
});
