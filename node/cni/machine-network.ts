import type { Clock } from '../../kubernetes/index.js';
import type { PodReader } from '../addresses/read.js';
import type { BridgeFlows } from '../flows/bridge-flows.js';
import type { KeyedTurns } from '../keyed-turns.js';
import type { Links } from '../links/links.js';
import type { OvsDatabase } from '../ovsdb/database.js';
import { bridgePorts } from '../ovsdb/port-facts.js';
import type { RecentAdditions } from './recent-additions.js';

/** The MTU of the way into the company's network; undefined without one, or while it is not known. */
export function uplinkMtu({ database, bridge, uplink }: MachineNetwork): number | undefined {
  return bridgePorts(database.view(), bridge).find(({ name }) => name === uplink)?.mtu;
}

/** The parts of this machine that CNI requests and the sweep act on. */
export interface MachineNetwork {
  readonly bridge: string;
  /** Name of the port into the company's network. */
  readonly uplink: string | undefined;
  /** Where duplicate addresses are asked for; none without a way into the company's network. */
  readonly probeLink: string | undefined;
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
