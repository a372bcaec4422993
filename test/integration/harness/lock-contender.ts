import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { StatewrightError } from '../../../api/errors/index.js';
import { whileLocked } from '../../../stack/lock.js';
import { describeStack } from '../../../stack/stack.js';

/*
 * Takes the lock of a stack again and again, several times at once, and writes down when it has it: a line
 * `NAME takes` or `NAME leaves`. After so many turns it dies holding it, with `NAME dies` as its last word.
 * Arguments: name, folder of the stack, file of the record, turns.
 */
const [name = '', home = '', record = '', turns = ''] = process.argv.slice(2);
const { paths } = describeStack({ STATEWRIGHT_HOME: home }, home);
const abreast = 3;
let taken = 0;

const say = (word: string): void => appendFileSync(record, `${name} ${word}\n`);

async function hold(): Promise<void> {
  say('takes');
  taken += 1;
  // Long enough for others to come by while it is held.
  await sleep(2);
  if (taken < Number(turns)) {
    say('leaves');
  } else {
    say('dies');
    process.kill(process.pid, 'SIGKILL');
  }
}

async function contend(): Promise<never> {
  for (;;) {
    try {
      await whileLocked(paths, hold);
    } catch (error) {
      if (!(error instanceof StatewrightError && error.code === 'StackBusy')) throw error;
    }
    // Those who are refused give way to the others of this process.
    await sleep(1);
  }
}

say('is ready');
while (!readFileSync(record, 'utf8').includes('all begin')) await sleep(5);
await Promise.all(Array.from({ length: abreast }, contend));
