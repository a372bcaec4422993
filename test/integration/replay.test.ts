import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { replay, replayAll } from '../harness/replays.js';
import { scenarios } from '../histories/scenarios.js';

const folder = join(import.meta.dirname, '../histories');

describe('workflows of today replay the histories of yesterday', () => {
  beforeAll(() => Runtime.install({ logger: new DefaultLogger('ERROR') }));

  replayAll(folder, scenarios);

  it('notices a history that the workflow would not have written', async () => {
    const text = await readFile(join(folder, 'cluster-provision-scale-delete.json'), 'utf8');
    const history: unknown = JSON.parse(text.replaceAll('"holdCluster"', '"somethingElse"'));
    const errors = await replay('forged', history);
    expect(errors).toEqual([expect.objectContaining({ name: 'DeterminismViolationError' })]);
  });
});
