import { join, resolve } from 'node:path';
import { projectRoot } from './project-root.js';

/** Where the stack keeps what it built and fetched once; several checkouts may share it. */
export const cacheFolder = resolve(process.env.STATEWRIGHT_CACHE ?? join(projectRoot, '.statewright/cache'));
