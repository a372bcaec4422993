import { mkdir } from 'node:fs/promises';
import type { Stack } from '../stack.js';
import { printProgress } from '../steps/progress.js';
import { kafkaJars } from '../images/kafka.js';
import { opensearchArchive } from '../images/opensearch.js';
import { zookeeperJars } from '../images/zookeeper.js';
import { cniProgram, corednsProgram, kubernetesProgram } from '../steps/programs.js';
import { runSteps } from '../steps/run-steps.js';
import { temporalProgram } from '../steps/temporal-program.js';

/** Builds and fetches the servers that tests start by themselves, without starting anything. */
export async function prepare(stack: Stack, print: (line: string) => void): Promise<void> {
  await mkdir(stack.paths.logs, { recursive: true });
  const progress = printProgress(print);
  try {
    const programs = [kubernetesProgram, temporalProgram, cniProgram, corednsProgram];
    await runSteps([...programs, kafkaJars, opensearchArchive, zookeeperJars], stack, progress, Date.now);
  } finally {
    progress.stop();
  }
}
