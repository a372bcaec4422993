import { temporalTuning } from '../../stack/parts/temporal.js';
import type { Absentee, Contestant } from '../harness/bench.js';
import { postgresPrograms } from './postgres.js';
import { serverProgram } from './server-program.js';
import type { TemporalServer } from './server.js';
import { startDev } from './start-dev.js';

export interface TemporalContestant extends Contestant {
  readonly open: (folder: string) => TemporalServer;
}

const writeAheadLog = ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'];

const startDevs: readonly TemporalContestant[] = [
  {
    name: 'start-dev',
    what: 'temporal server start-dev with a database file and all defaults: every commit waits for the disk',
    open: (folder) => startDev(folder, []),
  },
  {
    name: 'start-dev-wal',
    what: 'the same with a write-ahead log that is synchronised at checkpoints (journal_mode=WAL, synchronous=NORMAL)',
    open: (folder) => startDev(folder, writeAheadLog),
  },
  {
    name: 'stack',
    what: `as the embedded default runs it: start-dev ${temporalTuning.join(' ')}`,
    open: (folder) => startDev(folder, temporalTuning),
  },
];

const onPostgres = (programs: string): readonly TemporalContestant[] => [
  {
    name: 'postgresql',
    what: 'the Temporal server program with 4 history shards on PostgreSQL, both with their defaults',
    open: (folder) => serverProgram(folder, { programs, postgres: [], dynamicConfig: {} }),
  },
  {
    name: 'postgresql-tuned',
    what: 'the same with synchronous_commit=off, as lasting as the write-ahead log above, and the reads per second of "stack"',
    open: (folder) =>
      serverProgram(folder, {
        programs,
        postgres: ['synchronous_commit=off'],
        dynamicConfig: { 'history.transferProcessorMaxPollRPS': 200 },
      }),
  },
];

/** Who takes part in a run with these environment variables, and who does not. */
export function contestantsFor(
  environment: Readonly<Record<string, string | undefined>>,
  findPostgres: () => string | undefined = postgresPrograms,
): { readonly contestants: readonly TemporalContestant[]; readonly absent: readonly Absentee[] } {
  const programs = environment.STATEWRIGHT_TEMPORAL_SERVER ?? '';
  const why =
    programs === ''
      ? 'needs STATEWRIGHT_TEMPORAL_SERVER, the folder with the programs server and sql of go.temporal.io/server'
      : 'needs PostgreSQL from Debian (postgresql)';
  if (programs !== '' && findPostgres() !== undefined)
    return { contestants: [...startDevs, ...onPostgres(programs)], absent: [] };
  return { contestants: startDevs, absent: onPostgres(programs).map(({ name }) => ({ name, why })) };
}
