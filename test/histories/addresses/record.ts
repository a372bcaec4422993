/** Records the histories of sweeps of addresses that are not there yet: part of `npm run histories`. */
import { recordMissing } from '../keep-history.js';
import { play } from './play.js';
import { addressScenarios } from './scenarios.js';

await recordMissing('addresses', addressScenarios, play);
