import type { Clock } from '../../kubernetes/index.js';
import type { PodReader } from '../addresses/read.js';
import type { BridgeFlows } from '../flows/bridge-flows.js';
import type { KeyedTurns } from '../keyed-turns.js';
import type { Links } from '../links/links.js';
import type { OvsDatabase } from '../ovsdb/database.js';
import type { RecentAdditions } from './recent-additions.js';

/** The parts of this machine that CNI requests and the sweep act on. */
export interface MachineNetwork {
  readonly bridge: string;
  /** Where duplicate addresses are asked for; none without a way into the company's network. */
  readonly uplink: string | undefined;
  readonly database: OvsDatabase;
  readonly flows: Pick<BridgeFlows, 'set' | 'remove' | 'inSync'>;
  readonly links: Links;
  readonly pods: PodReader;
  readonly turns: KeyedTurns;
  readonly additions: RecentAdditions;
  readonly clock: Clock;
  /** Told of what could not be done and is left to the sweep, in a sentence. */
  readonly onLeftover: (sentence: string, error: unknown) => void;
}
