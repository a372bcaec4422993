import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../../test/integration/harness/wait-until.js';
import {
  aliveProcess,
  aliveProcesses,
  isAlive,
  parseRecord,
  startTimeOf,
  stateOf,
  type RecordedProcess,
} from './record.js';

/** /proc/PID/stat of a program of that name, with the numbers of its fields from the fourth on. */
function stat(name: string, state: string, startedAt: number): string {
  const fields = Array.from({ length: 49 }, (_, index) => (index + 4 === 22 ? startedAt : index + 4));
  return `4711 (${name}) ${state} ${fields.join(' ')}\n`;
}

describe('the text of /proc/PID/stat', () => {
  it.each(['node', 'tmux: server', '(sd-pam)', 'a) Z 1 (b', ') R 2 3', 'two\nlines', ''])(
    'gives start time and state of a program named %j',
    (name) => {
      expect(startTimeOf(stat(name, 'S', 88_031))).toBe(88_031);
      expect(stateOf(stat(name, 'S', 88_031))).toBe('S');
    },
  );

  it('gives them whatever a program calls itself', () => {
    const name = fc.string({ unit: 'binary-ascii', maxLength: 15 });
    fc.assert(
      fc.property(name, fc.constantFrom('R', 'S', 'D', 'Z'), fc.nat(), (program, state, startedAt) => {
        expect(startTimeOf(stat(program, state, startedAt))).toBe(startedAt);
        expect(stateOf(stat(program, state, startedAt))).toBe(state);
      }),
    );
  });

  it('gives no start time when it is cut off', () => {
    expect(startTimeOf('4711 (node) S 1 2 3')).toBeUndefined();
  });
});

describe('parseRecord', () => {
  it.each([
    ['what launch.sh writes', '4711 88031\n', { name: 'etcd', pid: 4711, startedAt: 88_031 }],
    ['a line that is not finished', '4711 880', undefined],
    ['an empty file', '', undefined],
    ['something else', 'pid 4711\n', undefined],
  ])('reads %s', (_name, text, expected) => {
    expect(parseRecord('etcd', text)).toEqual(expected);
  });
});

describe('processes of this machine', () => {
  const children: ChildProcess[] = [];
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'statewright-record-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await end(child);
    await rm(folder, { recursive: true });
  });

  function start(file: string, ...args: readonly string[]): ChildProcess {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  }

  async function end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async function record(pid: number | undefined, name = 'child'): Promise<RecordedProcess> {
    if (pid === undefined) throw new Error('the child was not started');
    const startedAt = startTimeOf(await readFile(`/proc/${pid}/stat`, 'utf8'));
    if (startedAt === undefined) throw new Error('the child has no start time');
    await writeFile(join(folder, name), `${pid} ${startedAt}\n`);
    return { name, pid, startedAt };
  }

  it('are alive until they are killed', async () => {
    const child = start('sleep', '600');
    const recorded = await record(child.pid);
    expect(await isAlive(recorded)).toBe(true);
    await end(child);
    expect(await isAlive(recorded)).toBe(false);
  });

  it('are told from a later process that got the same id', async () => {
    const recorded = await record(start('sleep', '600').pid);
    expect(await isAlive({ ...recorded, startedAt: recorded.startedAt - 1 })).toBe(false);
  });

  it('are not alive when they have ended and nobody has collected them', async () => {
    // The shell becomes a program that never collects its children.
    const parent = start('sh', '-c', 'sleep 0.1 & echo $!; exec sleep 600');
    let printed = '';
    parent.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
    await waitUntil('the child is known', () => printed.endsWith('\n'));
    const recorded = await record(Number(printed));
    const file = `/proc/${recorded.pid}/stat`;
    await waitUntil('the child has ended', async () => stateOf(await readFile(file, 'utf8')) === 'Z');
    expect(startTimeOf(await readFile(file, 'utf8'))).toBe(recorded.startedAt);
    expect(await isAlive(recorded)).toBe(false);
  });

  it('are found by the name of their record, among those of the dead and broken ones', async () => {
    const [lives, dies] = [start('sleep', '600'), start('sleep', '600')];
    const recorded = await record(lives.pid, 'etcd');
    await record(dies.pid, 'temporal');
    await end(dies);
    await writeFile(join(folder, 'half'), '17');
    expect(await aliveProcesses(folder)).toEqual([recorded]);
    expect(await aliveProcess(folder, 'etcd')).toEqual(recorded);
    expect(await aliveProcess(folder, 'temporal')).toBeUndefined();
  });

  it('are none where nothing was ever recorded', async () => {
    expect(await aliveProcesses(join(folder, 'missing'))).toEqual([]);
  });

  it('are put on record by launch.sh before their command begins, at the id and time that they keep', async () => {
    const [pidFile, logFile] = [join(folder, 'part'), join(folder, 'part.log')];
    const script = join(import.meta.dirname, '..', 'launch.sh');
    const child = start('sh', script, pidFile, logFile, 'sh', '-c', `cat ${pidFile}; exec sleep 600`);
    await waitUntil('the command has run', async () =>
      /^\d+ \d+\n$/.test(await readFile(logFile, 'utf8').catch(() => '')),
    );
    const recorded = parseRecord('part', await readFile(logFile, 'utf8'));
    expect(recorded?.pid).toBe(child.pid);
    expect(await aliveProcess(folder, 'part')).toEqual(recorded);
  });
});
