/** Records the histories of machines that are not there yet: part of `npm run histories`. */
import { recordMissing } from '../keep-history.js';
import { play } from './play.js';
import { machineScenarios } from './scenarios.js';

await recordMissing('machines', machineScenarios, play);
