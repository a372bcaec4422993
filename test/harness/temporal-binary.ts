import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project-root.js';

/**
 * The Temporal server that `npm run up` installs. `@temporalio/testing` would download one at run time, which a
 * machine without a way to the internet cannot.
 */
export function temporalBinary(): string {
  const cache = process.env.STATEWRIGHT_CACHE ?? join(projectRoot, '.statewright/cache');
  const path = process.env.STATEWRIGHT_TEMPORAL_BINARY ?? join(cache, 'bin/temporal');
  if (!existsSync(path))
    throw new Error(`There is no Temporal server at ${path}. Run stack/prepare.sh first.`);
  return path;
}
