import { mkdtemp, mkdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../../test/integration/harness/wait-until.js';
import { StatewrightError } from '../../api/errors/index.js';
import { isAlive, startTimeOf } from '../processes/record.js';
import { describeStack, type Stack } from '../stack.js';
import { closure, runSteps, type StepProgress } from './run-steps.js';
import type { Step } from './step.js';

let stack: Stack;
beforeEach(async () => {
  stack = describeStack(
    { STATEWRIGHT_HOME: await mkdtemp(join(tmpdir(), 'statewright-steps-')) },
    '/project',
  );
  await mkdir(stack.paths.logs);
});
afterEach(async () => {
  await rm(stack.paths.home, { recursive: true });
});

function step(name: string, needs: readonly Step[], run: Step['run'] = () => Promise.resolve()): Step {
  return { name, needs, run };
}

/** Notes what a person would see. */
function notes(): { readonly seen: string[]; readonly progress: StepProgress } {
  const seen: string[] = [];
  const note =
    (what: string) =>
    ({ name }: Step, more: string | number = ''): unknown =>
      seen.push(`${name} ${what} ${more}`.trim());
  return {
    seen,
    progress: { started: note('started'), line: note('says'), ended: note('ended'), failed: note('failed') },
  };
}

function run(steps: readonly Step[], { progress } = notes(), now = () => 0): Promise<void> {
  return runSteps(steps, stack, progress, now);
}

/** Steps of which each needs some of those before it: for every step the numbers of what it needs. */
const needs = fc
  .array(fc.array(fc.nat()), { minLength: 1, maxLength: 10 })
  .map((all) =>
    all.map((chosen, index) => (index === 0 ? [] : [...new Set(chosen.map((number) => number % index))])),
  );

function build(plan: readonly (readonly number[])[], body: (name: string) => Step['run']): readonly Step[] {
  const steps: Step[] = [];
  plan.forEach((needed, index) => {
    steps.push(
      step(
        String(index),
        needed.flatMap((number) => steps[number] ?? []),
        body(String(index)),
      ),
    );
  });
  return steps;
}

describe('closure', () => {
  it('holds every step that is needed, once, after what it needs', () => {
    fc.assert(
      fc.property(needs, (plan) => {
        const steps = build(plan, () => () => Promise.resolve());
        const order = closure(steps.toReversed());
        expect(new Set(order)).toEqual(new Set(steps));
        expect(order.length).toBe(steps.length);
        for (const one of order)
          for (const need of one.needs) expect(order.indexOf(need)).toBeLessThan(order.indexOf(one));
      }),
    );
  });
});

describe('runSteps', () => {
  it('runs each step once, and none before what it needs is done', async () => {
    await fc.assert(
      fc.asyncProperty(needs, async (plan) => {
        const [begun, done] = [[] as string[], new Set<string>()];
        const steps = build(plan, (name) => async () => {
          begun.push(name);
          for (const need of plan[Number(name)] ?? []) expect(done).toContain(String(need));
          await Promise.resolve();
          done.add(name);
        });
        await run([...steps, ...steps]);
        expect(begun.toSorted()).toEqual(steps.map(({ name }) => name).toSorted());
      }),
    );
  });

  it('runs steps beside each other that do not need each other', async () => {
    const arrived = new Set<string>();
    const meet = (name: string): Step =>
      step(name, [], async () => {
        arrived.add(name);
        await waitUntil('both have begun', () => arrived.size === 2);
      });
    await run([meet('one'), meet('other')]);
    expect(arrived.size).toBe(2);
  });

  it('shows when a step begins, what it says, and how long it took', async () => {
    let clock = 1_000;
    const shown = notes();
    const slow = step('slow', [], ({ report }) => {
      report('building');
      clock += 250;
      return Promise.resolve();
    });
    await run([step('after', [slow])], shown, () => clock);
    expect(shown.seen).toEqual([
      ...['slow started', 'slow says building', 'slow ended 250'],
      ...['after started', 'after ended 0'],
    ]);
  });

  it('names the step that failed, its reason and its log, and starts nothing that needs it', async () => {
    const shown = notes();
    const cause = new Error('no space left on device');
    const failing = step('image-base', [], () => Promise.reject(cause));
    const error = await run([step('images', [failing])], shown).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'StackStepFailed', cause });
    expect(String(error)).toContain('Preparing "image-base" failed: no space left on device');
    expect(String(error)).toContain(join(stack.paths.logs, 'prepare-image-base.log'));
    expect(shown.seen).toEqual(['image-base started', 'image-base failed 0']);
  });

  it('passes on an error of the catalogue as it is', async () => {
    const told = new StatewrightError('NetworkTaken', { network: '10.90.0.0/16' });
    await expect(run([step('network', [], () => Promise.reject(told))])).rejects.toBe(told);
  });

  it('ends the programs that run when another step fails, and throws that first failure', async () => {
    const file = join(stack.paths.home, 'pid');
    const pidOf = async (): Promise<number> => Number(await readFile(file, 'utf8').catch(() => '0'));
    let startedAt = 0;
    const long = step('long', [], async ({ run: runProgram }) => {
      await runProgram('sh', ['-c', `echo $$ > ${file}; exec sleep 600`]);
    });
    const failing = step('failing', [], async () => {
      await waitUntil('the program runs', async () => (await pidOf()) > 0);
      startedAt = startTimeOf(await readFile(`/proc/${await pidOf()}/stat`, 'utf8')) ?? 0;
      throw new Error('broken');
    });
    const shown = notes();
    await expect(run([long, failing], shown)).rejects.toThrow('Preparing "failing" failed: broken');
    expect(shown.seen).toContain('long failed 0');
    const program = { name: 'long', pid: await pidOf(), startedAt };
    await waitUntil('the program has ended', async () => !(await isAlive(program)));
  });

  it('starts no further step after a failure, though nothing of what it needs has failed', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const shown = notes();
    const first = step('first', [], () => held);
    const failing = step('failing', [], () => Promise.reject(new Error('broken')));
    const running = run([step('second', [first]), failing], shown);
    await waitUntil('the failure is known', () => shown.seen.includes('failing failed 0'));
    release();
    await expect(running).rejects.toThrow('broken');
    expect(shown.seen).toContain('first ended 0');
    expect(shown.seen).not.toContain('second started');
  });

  it("shows the last lines of a program that failed, keeps all of them in the step's log", async () => {
    const script = 'for n in $(seq 40); do echo "line $n"; done; echo "no such module" >&2; exit 3';
    const failing = step('go', [], async ({ run: runProgram }) => {
      await runProgram('sh', ['-c', script]);
    });
    const error = await run([failing]).catch((thrown: unknown) => String(thrown));
    expect(error).toContain('sh ended with 3:');
    expect(error).toContain('line 40\nno such module');
    expect(error).not.toContain('line 20\n');
    const log = join(stack.paths.logs, 'prepare-go.log');
    await waitUntil('the log is written', async () =>
      (await readFile(log, 'utf8')).includes('no such module'),
    );
    expect(await readFile(log, 'utf8')).toContain('line 1\n');
  });

  it('gives a program its input, its environment and its folder, and the step its output', async () => {
    let output = '';
    const speaking = step('speaking', [], async ({ run: runProgram }) => {
      output = await runProgram('sh', ['-c', 'cat; echo " $WHO $(pwd)"'], {
        cwd: '/',
        input: 'hello',
        environment: { WHO: 'world' },
      });
    });
    await run([speaking]);
    expect(output).toBe('hello world /\n');
  });

  it('says which program is missing', async () => {
    const failing = step('fetch', [], async ({ run: runProgram }) => {
      await runProgram('statewright-no-such-program', []);
    });
    await expect(run([failing])).rejects.toThrow(/statewright-no-such-program/);
  });
});
