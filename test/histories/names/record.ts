/** Records the histories of names that are not there yet: part of `npm run histories`. */
import { recordMissing } from '../keep-history.js';
import { play } from './play.js';
import { namesScenarios } from './scenarios.js';

await recordMissing('names', namesScenarios, play);
