import { mkdir } from 'node:fs/promises';
import type { Stack } from '../stack.js';
import { printProgress } from '../steps/progress.js';
import { hadoopJars } from '../images/hadoop.js';
import { kafkaJars } from '../images/kafka.js';
import { kuduBinaries } from '../images/kudu.js';
import { opensearchArchive } from '../images/opensearch.js';
import { pythonPackages } from '../images/python-data.js';
import { zookeeperJars } from '../images/zookeeper.js';
import { cniProgram, corednsProgram, kubernetesProgram } from '../steps/programs.js';
import { runSteps } from '../steps/run-steps.js';
import type { Step } from '../steps/step.js';
import { temporalProgram } from '../steps/temporal-program.js';

const servers: readonly Step[] = [kubernetesProgram, temporalProgram, cniProgram, corednsProgram, kafkaJars];
const systems: readonly Step[] = [opensearchArchive, zookeeperJars, kuduBinaries, hadoopJars, pythonPackages];

/**
 * Builds and fetches the servers that tests start by themselves, without starting anything; where the settings ask for all
 * data systems also those that only their own tests need.
 */
export async function prepare(stack: Stack, print: (line: string) => void): Promise<void> {
  await mkdir(stack.paths.logs, { recursive: true });
  const progress = printProgress(print);
  try {
    await runSteps(
      [...servers, ...(stack.settings.systems === 'all' ? systems : [])],
      stack,
      progress,
      Date.now,
    );
  } finally {
    progress.stop();
  }
}
