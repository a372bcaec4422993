import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomBelow } from '../../test/integration/harness/random.js';
import { leftoversOf } from '../../workflows/sweep-veths/decide.js';
import { AgentDied, SimulatedMachine, type Sandbox } from './life.fixture.js';
import { removeLeftovers } from './remove-leftovers.js';
import { readLists, surveyOf } from './survey.js';

type Chance = (one: number, of: number) => boolean;

/** A pod from its creation to its end, as kubelet and runtime bring it about; any of it may go wrong. */
async function live(machine: SimulatedMachine, number: number, chance: Chance): Promise<void> {
  const { pause } = machine;
  // Few names: pods follow one another under the same one.
  const [pod, podUid] = [`web-${number % 3}`, `uid-${number}`];
  // The API server keeps names unique; a pod that was deleted by force may still run when the next one is made.
  do await pause('create pod');
  while ([...machine.pods.values()].some(({ metadata }) => metadata.name === pod));
  // What still runs of the one before makes room for this one.
  for (const [id, other] of machine.running) if (other.pod === pod) machine.running.delete(id);
  machine.pods.set(podUid, {
    metadata: { name: pod, namespace: 'shop', uid: podUid, resourceVersion: '1' },
    spec: { containers: [] },
  });
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const sandbox: Sandbox = { containerId: `c-${number}-${attempt}`, pod, podUid };
    if (await runSandbox(machine, sandbox, chance)) break;
  }
  await pause('delete pod');
  machine.pods.delete(podUid);
}

/** True when the sandbox ran. */
async function runSandbox(machine: SimulatedMachine, sandbox: Sandbox, chance: Chance): Promise<boolean> {
  const { pause } = machine;
  const { containerId, podUid } = sandbox;
  machine.starting.add(containerId);
  // Newer runtimes list a sandbox before its network is made, older ones only after.
  if (chance(1, 2)) machine.listed.add(containerId);
  let ran = false;
  try {
    await machine.agent.add(sandbox);
    machine.running.set(containerId, sandbox);
    ran = true;
    if (chance(1, 4)) machine.pods.delete(podUid);
    await pause('the sandbox is started');
    machine.listed.add(containerId);
    machine.starting.delete(containerId);
    // Some live longer than a whole sweep takes.
    const steps = chance(1, 2) ? 2 : 40;
    for (let step = 1; step <= steps; step += 1) await pause('it runs');
  } catch (error) {
    if (!(error instanceof AgentDied)) expect(error).toMatchObject({ code: expect.any(String) as string });
  }
  machine.running.delete(containerId);
  machine.starting.delete(containerId);
  // Runtimes that are killed themselves never call DEL.
  if (chance(3, 4)) await machine.agent.remove(sandbox).catch(() => undefined);
  await pause('remove sandbox');
  machine.listed.delete(containerId);
  return ran;
}

async function sweepOnce(machine: SimulatedMachine): Promise<void> {
  const survey = (agent = machine.agent) =>
    agent.ask(async () => surveyOf(agent.swept, await readLists(agent.swept)));
  try {
    const first = await survey();
    // The start of a sandbox is shorter than the grace period: those under way are listed, or dead, when it is over.
    const begun = [...machine.starting];
    do await machine.pause('grace');
    while (begun.some((id) => machine.starting.has(id)));
    machine.ms += 60_000;
    const leftovers = leftoversOf(first, await survey());
    const { agent } = machine;
    await agent.ask(() => removeLeftovers(agent.swept, leftovers));
  } catch (error) {
    if (!(error instanceof AgentDied)) expect(error).toMatchObject({ code: 'ListUnread' });
  }
}

describe('the sweep while pods come and go, agents are killed and lists are incomplete', () => {
  it('never takes port or link of a sandbox that runs, and in the end leaves nothing of those that do not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer(),
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 0, max: 2 }),
        async (scheduler, seed, pods, kills) => {
          const below = randomBelow(seed);
          const chance: Chance = (one, of) => below(of) < one;
          let calm = false;
          const pause = async (label: string): Promise<void> => {
            await scheduler.schedule(Promise.resolve(), label);
            expect(machine.broken()).toEqual([]);
          };
          const machine: SimulatedMachine = new SimulatedMachine(pause, () => !calm && chance(1, 8));
          const doing: Promise<void>[] = [];
          for (let number = 1; number <= pods; number += 1) doing.push(live(machine, number, chance));
          for (let kill = 1; kill <= kills; kill += 1)
            doing.push(pause('kill').then(() => machine.killAgent()));
          doing.push(
            (async () => {
              for (let sweep = 1; sweep <= 3; sweep += 1) await sweepOnce(machine);
            })(),
          );
          await scheduler.waitFor(Promise.all(doing));

          calm = true;
          machine.ms += 60_000;
          await scheduler.waitFor(sweepOnce(machine));
          expect([...machine.names()]).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  }, 60_000);
});
