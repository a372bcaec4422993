/** Records the histories of VIPs and their sweeps that are not there yet: part of `npm run histories`. */
import { recordMissing } from '../keep-history.js';
import { play } from './play.js';
import { vipScenarios } from './scenarios.js';

await recordMissing('vips', vipScenarios, play);
