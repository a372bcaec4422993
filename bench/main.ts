/** `npm run bench -- <name>`: compares contestants side by side and keeps the figures in bench/results/<name>.json. */
import { setMaxListeners } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benches } from './benches.js';
import { compare } from './harness/compare.js';
import { machineFacts } from './harness/machine.js';
import { render } from './harness/render.js';
import { saveResult } from './harness/results.js';

const DEFAULT_ROUNDS = 5;

const usage = [
  'Usage: npm run bench -- <name> [--rounds N] [--no-save]',
  '',
  'Runs all contestants of a comparison in turn, round after round, and prints the median, least and greatest of each',
  'figure. The figures and the facts of the machine are kept in bench/results/<name>.json.',
  '',
  ...benches.map(({ name, about }) => `  ${name.padEnd(16)}  ${about}`),
  '',
  `  --rounds N      rounds that count, after one that does not; ${DEFAULT_ROUNDS} unless the comparison has a number of its own`,
  '  --no-save       print the figures only',
  '  --help          print this',
  '',
].join('\n');

class UsageError extends Error {}

interface Wish {
  readonly name: string;
  /** The comparison's own number if undefined. */
  readonly rounds: number | undefined;
  readonly save: boolean;
}

function parse(args: readonly string[]): Wish | 'help' {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rounds: { type: 'string' },
        'no-save': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const [name, ...others] = positionals;
    if (name === undefined || others.length > 0) throw new UsageError('name one comparison');
    const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
    if (rounds !== undefined && (!Number.isInteger(rounds) || rounds < 1))
      throw new UsageError(`--rounds must be a whole number above 0, not "${values.rounds}"`);
    return { name, rounds, save: !values['no-save'] };
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message, { cause: error }) : error;
  }
}

async function main(args: readonly string[]): Promise<void> {
  const wish = parse(args);
  if (wish === 'help') {
    console.log(usage);
    return;
  }
  const bench = benches.find(({ name }) => name === wish.name);
  if (bench === undefined) throw new UsageError(`there is no comparison "${wish.name}"`);
  const interruption = new AbortController();
  // Every request and every process listens to it.
  setMaxListeners(0, interruption.signal);
  // Every server that runs is ended with this process, by a listener of its own.
  process.setMaxListeners(0);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => interruption.abort(new Error(`interrupted by ${signal}`)));

  // dist/bench/main.js: the project is two folders up.
  const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const machine = await machineFacts(project, bench.sources, new Date());
  const { rounds = bench.rounds ?? DEFAULT_ROUNDS } = wish;
  const contestants = await compare(bench, {
    rounds,
    signal: interruption.signal,
    report: (line) => console.error(line),
  });
  console.log(['', bench.about, '', ...render(bench, contestants)].join('\n'));
  if (!wish.save) return;
  const { name, about, settings, absent = [] } = bench;
  const file = await saveResult(project, {
    bench: name,
    about,
    machine,
    rounds,
    settings,
    contestants,
    absent,
  });
  console.log(`\nKept in ${file}.`);
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  console.error(error instanceof UsageError ? `${message}\n\n${usage}` : `bench: ${message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
