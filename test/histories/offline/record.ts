/** Records the histories of operations on members that are not there yet: part of `npm run histories`. */
import { recordMissing } from '../keep-history.js';
import { play } from './play.js';
import { offlineScenarios } from './scenarios.js';

await recordMissing('offline', offlineScenarios, play);
