import { join } from 'node:path';
import { ContestantProcess } from '../harness/contestant-process.js';
import { START_TIMEOUT_MS, type StartContestant } from './contestant.js';

export const startNaive: StartContestant = async (world, signal) => {
  const { plane, tvs, owner } = world;
  const begin = performance.now();
  const client = ContestantProcess.start({
    name: 'naive',
    module: new URL('naive-program.js', import.meta.url),
    args: [
      await plane.kubeconfig(),
      tvs.url,
      join(tvs.directory, `${owner}.token`),
      join(tvs.directory, 'ca.crt'),
      owner,
      String(world.services),
    ],
    signal,
    timeoutMs: START_TIMEOUT_MS,
  });
  try {
    const { residentMiB = Number.NaN } = await client.ask('known');
    return {
      knownSeconds: (performance.now() - begin) / 1_000,
      residentMiB,
      processorMs: async () => (await client.ask('usage')).processorMs ?? Number.NaN,
      stop: () => client.stop(),
    };
  } catch (error) {
    await client.stop();
    throw error;
  }
};
