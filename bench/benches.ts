import { addresses } from './addresses/bench.js';
import { advancedStatefulSet } from './advanced-stateful-set/bench.js';
import { cniAdd } from './cni-add/bench.js';
import type { Bench } from './harness/bench.js';
import { names } from './names/bench.js';
import { services } from './services/bench.js';
import { sweep } from './sweep/bench.js';
import { temporalServer } from './temporal-server/bench.js';
import { vipConnections } from './vip-connections/bench.js';
import { watchCache } from './watch-cache/bench.js';

export const benches: readonly Bench[] = [
  watchCache,
  temporalServer,
  advancedStatefulSet,
  cniAdd,
  sweep,
  addresses,
  names,
  services,
  vipConnections,
];
