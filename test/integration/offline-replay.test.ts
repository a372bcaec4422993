import { join } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { beforeAll, describe } from 'vitest';
import { replayAll } from '../harness/replays.js';
import { offlineScenarios } from '../histories/offline/scenarios.js';

const folder = join(import.meta.dirname, '../histories/offline');

describe('operations on members of today replay the histories of yesterday', () => {
  beforeAll(() => Runtime.install({ logger: new DefaultLogger('ERROR') }));

  // An operation checks its own id, so the replay must bear it.
  replayAll(folder, offlineScenarios, (name) => `offline/shop/${name}`);
});
