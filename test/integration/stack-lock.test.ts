import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServerProcess } from './harness/child.js';
import { waitUntil } from './harness/wait-until.js';

const contenders = 6;
const turns = 15;
const here = (name: string): string => fileURLToPath(new URL(`harness/${name}`, import.meta.url));

let folder: string;
let record: string;
const processes: ServerProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'statewright-contest-'));
  record = join(folder, 'record');
  writeFileSync(record, '');
});
afterEach(async () => {
  for (const process of processes.splice(0)) if (process.running) await process.kill();
  await rm(folder, { recursive: true });
});

function enter(name: string): void {
  const program = ['--import', here('typescript-hooks.mjs'), here('lock-contender.ts')];
  const args = [...program, name, join(folder, 'stack'), record, String(turns)];
  processes.push(ServerProcess.start(name, process.execPath, args, join(folder, `${name}.log`)));
}

const said = (word: string): readonly string[] =>
  readFileSync(record, 'utf8')
    .split('\n')
    .flatMap((line) => (line.endsWith(` ${word}`) ? [line.slice(0, -word.length - 1)] : []));

describe('the lock of a stack', () => {
  it('that a dead process held is not taken over by two at once', async () => {
    const names = Array.from({ length: contenders }, (_, index) => `c${index + 1}`);
    names.forEach(enter);
    await waitUntil('all are ready', () => said('is ready').length === contenders, { timeoutMs: 90_000 });
    appendFileSync(record, 'all begin\n');
    await waitUntil('each has died holding it', () => processes.every(({ running }) => !running), {
      timeoutMs: 90_000,
    });

    const lines = readFileSync(record, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(contenders + 1);
    let holder: string | undefined;
    for (const [index, line] of lines.entries()) {
      const [name = '', word] = line.split(' ');
      const before = `line ${index} of the record, "${line}", after "${lines[index - 1] ?? ''}"`;
      if (word === 'takes') expect(holder, before).toBeUndefined();
      else expect(holder, before).toBe(name);
      holder = word === 'takes' ? name : undefined;
    }
    expect(said('takes')).toHaveLength(contenders * turns);
    expect(said('dies').toSorted()).toEqual(names);
  });
});
