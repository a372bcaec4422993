import { StatewrightError } from '../../api/errors/index.js';
import type { Clock } from '../../kubernetes/index.js';
import { OpenFlowConnection } from '../openflow/connection.js';
import type { FlowChange } from '../openflow/flow-mod.js';
import type { Meter } from '../openflow/meter-mod.js';

const RETRY_MS = 200;

export interface SwitchLinkSettings {
  readonly bridge: string;
  /** The management socket of the bridge. */
  readonly socketPath: string;
  readonly clock: Clock;
  /** The bridge is there, for the first time or again: it has no flows of ours. */
  readonly onBorn: () => void;
  readonly onGone: () => void;
}

/**
 * The OpenFlow connection to the bridge, made again whenever it breaks. It also tells that ovs-vswitchd was started anew, or
 * made the bridge anew. The database does not: a restarted switch finds there what it wrote itself. But its OpenFlow
 * connections break. All changes @throws StatewrightError FlowsRefused.
 */
export class SwitchLink {
  readonly #ending = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #connection: OpenFlowConnection | undefined;
  /** The same, while the switch has said hello on it. */
  #serving: OpenFlowConnection | undefined;

  constructor(private readonly settings: SwitchLinkSettings) {}

  start(): void {
    this.#running = this.#keepConnected();
  }

  async stop(): Promise<void> {
    this.#ending.abort(new Error('ending'));
    this.#connection?.close('ending');
    await this.#running;
  }

  /** All changes or none, in order, with no frame in between. */
  async change(changes: readonly FlowChange[]): Promise<void> {
    await this.#ask((connection) => connection.change(changes));
  }

  /** Makes meters, or changes those that are there. */
  async setMeters(meters: readonly Meter[]): Promise<void> {
    await this.#ask((connection) => connection.setMeters(meters));
  }

  async removeMeters(ids: readonly number[]): Promise<void> {
    await this.#ask((connection) => connection.removeMeters(ids));
  }

  async #ask(act: (connection: OpenFlowConnection) => Promise<void>): Promise<void> {
    const { bridge } = this.settings;
    const refused = (reason: string): StatewrightError =>
      new StatewrightError('FlowsRefused', { bridge, reason });
    if (this.#serving === undefined) throw refused('the switch does not answer for the bridge');
    try {
      await act(this.#serving);
    } catch (error) {
      throw refused(error instanceof Error ? error.message : String(error));
    }
  }

  async #keepConnected(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      await this.#stayConnected();
      await this.settings.clock.sleep(RETRY_MS, signal).catch(() => undefined);
    }
  }

  #stayConnected(): Promise<void> {
    return new Promise((resolve) => {
      const connection = new OpenFlowConnection(this.settings.socketPath, {
        onHello: () => {
          this.#serving = connection;
          this.settings.onBorn();
        },
        onClose: () => {
          const served = this.#serving === connection;
          this.#serving = undefined;
          if (served && !this.#ending.signal.aborted) this.settings.onGone();
          resolve();
        },
      });
      this.#connection = connection;
    });
  }
}
