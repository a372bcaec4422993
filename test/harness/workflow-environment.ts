import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { withTypedFailures } from '../../activities/failure.js';
import { searchAttribute } from '../../api/search-attributes.js';
import type { ClusterWorld } from './cluster-world.js';
import { projectRoot } from './project-root.js';
import { temporalBinary } from './temporal-binary.js';

/** The bundle that production workers load, as `npm run build` made it. */
export async function builtWorkflows(): Promise<{ readonly code: string }> {
  return { code: await readFile(join(projectRoot, 'dist/workflow-bundle.js'), 'utf8') };
}

/** A Temporal server of its own for one test file, with our search attributes. */
export async function startTemporal(): Promise<TestWorkflowEnvironment> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: temporalBinary() },
      searchAttributes: Object.values(searchAttribute),
    },
  });
}

/** Runs `act` while a worker serves `taskQueue` with the activities of `world`. */
export async function withWorker<T>(
  environment: TestWorkflowEnvironment,
  taskQueue: string,
  world: ClusterWorld,
  act: () => Promise<T>,
): Promise<T> {
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowBundle: await builtWorkflows(),
    activities: withTypedFailures(world.activities()),
  });
  return worker.runUntil(act());
}
