import { dirname, join } from 'node:path';
import { StatewrightError } from '../api/errors/index.js';
import type { Log } from '../controllers/runtime/observation.js';
import type { Clock, KubernetesClient } from '../kubernetes/index.js';
import { createPodReader } from './addresses/read.js';
import { BridgeKeeper } from './bridge-keeper.js';
import type { MachineNetwork } from './cni/machine-network.js';
import { RecentAdditions } from './cni/recent-additions.js';
import { serveCni } from './cni/server.js';
import { serve } from './cni/service.js';
import { BridgeFlows } from './flows/bridge-flows.js';
import { SwitchLink } from './flows/switch-link.js';
import { KeyedTurns } from './keyed-turns.js';
import { LinkWorker } from './links/link-worker.js';
import { createLinks } from './links/links.js';
import type { BridgeWish } from './ovsdb/bridge.js';
import { OvsDatabase } from './ovsdb/database.js';

export interface AgentSettings {
  readonly ovsdbSocket: string;
  readonly bridge: BridgeWish;
  readonly cniSocket: string;
  /** The program that makes links, and its arguments. */
  readonly linkTool: readonly [program: string, ...args: string[]];
  readonly kubernetes: KubernetesClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: AgentMetrics;
}

export interface AgentMetrics {
  /** A CNI request was answered; code 0 is success. */
  served(command: string, seconds: number, code: number): void;
  flowsSet(ports: number): void;
}

export interface Agent {
  readonly network: MachineNetwork;
  /** Undefined when pods can be attached as far as this machine is concerned, else why not. */
  trouble(): string | undefined;
  stop(): Promise<void>;
}

/** How long ADD waits for the reservation: it is made when the pod is, long before its sandbox. */
const PATIENCE_MS = 5_000;
/** Longer than a runtime takes from listing its sandboxes to asking for GC. */
const RECENT_MS = 60_000;
const API_SERVER_MS = 2_000;

/** The agent of one machine, without its queue of tasks: the bridge, its flows, and the socket that runtimes call. */
export async function startAgent(settings: AgentSettings): Promise<Agent> {
  const { clock, log, metrics, kubernetes, bridge } = settings;
  const trouble = (what: string) => (reason: string) => log.warn({ reason }, what);
  const database = new OvsDatabase({
    socketPath: settings.ovsdbSocket,
    clock,
    onTrouble: trouble('Open vSwitch is not reached'),
  });
  const [program, ...args] = settings.linkTool;
  const worker = new LinkWorker({ program, args, clock, onLog: trouble('the link worker says') });
  let switchUp = false;
  const link = new SwitchLink({
    bridge: bridge.name,
    socketPath: join(dirname(settings.ovsdbSocket), `${bridge.name}.mgmt`),
    clock,
    onBorn: () => {
      switchUp = true;
      flows.resync();
    },
    onGone: () => {
      switchUp = false;
      log.warn({}, 'ovs-vswitchd, or the bridge, is gone');
    },
  });
  const flows = new BridgeFlows({
    bridge: bridge.name,
    database,
    link,
    clock,
    onSync: (outcome) => {
      if ('ports' in outcome) {
        metrics.flowsSet(outcome.ports);
        log.info({ ports: outcome.ports }, 'flows of all ports are set');
      } else log.warn({ err: outcome.failure }, 'flows could not be set; trying again');
    },
  });
  const keeper = new BridgeKeeper({
    wish: bridge,
    database,
    flows,
    clock,
    onTrouble: trouble('the bridge is not as wished'),
  });
  const network: MachineNetwork = {
    bridge: bridge.name,
    uplink: bridge.uplink?.name,
    probeLink: bridge.uplink?.probe,
    database,
    flows,
    links: createLinks(worker),
    pods: createPodReader({ kubernetes, clock, patienceMs: PATIENCE_MS }),
    turns: new KeyedTurns(),
    additions: new RecentAdditions(clock, RECENT_MS),
    clock,
    onLeftover: (sentence, error) => log.warn({ err: error }, sentence),
  };
  const ownTrouble = (): string | undefined => {
    if (database.trouble !== undefined) return `Open vSwitch's database is not reached: ${database.trouble}`;
    if (keeper.trouble !== undefined) return keeper.trouble;
    if (!switchUp) return 'ovs-vswitchd does not answer for the bridge';
    if (!flows.inSync) return 'the flows of the bridge are not set yet';
    if (worker.trouble !== undefined) return `the link worker does not run: ${worker.trouble}`;
    return undefined;
  };
  const notReady = async (): Promise<string | undefined> => {
    const own = ownTrouble();
    if (own !== undefined) return own;
    try {
      await kubernetes.getRaw('/readyz', { timeoutMs: API_SERVER_MS });
      return undefined;
    } catch (error) {
      return error instanceof StatewrightError ? error.sentence : String(error);
    }
  };

  database.start();
  keeper.start();
  worker.start();
  link.start();
  const closeServer = await serveCni({
    socketPath: settings.cniSocket,
    serve: (request) => serve(network, notReady, request),
    onServed: (command, seconds, code, reason) => {
      metrics.served(command, seconds, code);
      if (code !== 0) log.warn({ command, code, reason }, 'a CNI request failed');
    },
  });
  return {
    network,
    trouble: ownTrouble,
    async stop() {
      await closeServer();
      await link.stop();
      await flows.stop();
      await keeper.stop();
      await worker.stop();
      await database.stop();
    },
  };
}
