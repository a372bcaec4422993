import type { Clock } from '../kubernetes/index.js';
import type { BridgeFlows } from './flows/bridge-flows.js';
import { ensureBridge, type BridgeWish } from './ovsdb/bridge.js';
import type { OvsDatabase } from './ovsdb/database.js';

interface BridgeKeeperSettings {
  readonly wish: BridgeWish;
  readonly database: OvsDatabase;
  readonly flows: Pick<BridgeFlows, 'noticePorts'>;
  readonly clock: Clock;
  readonly onTrouble: (reason: string) => void;
}

const RETRY_MS = 1_000;

/** Brings the bridge about and keeps it: looks after each change of the database, and again after a failure. */
export class BridgeKeeper {
  readonly #ending = new AbortController();
  #running: Promise<void> | undefined;
  #lookAgain = false;
  #unlisten: (() => void) | undefined;
  #trouble: string | undefined = 'the bridge has not been looked at yet';

  constructor(private readonly settings: BridgeKeeperSettings) {}

  start(): void {
    this.#unlisten = this.settings.database.onChange(() => this.#look());
    this.#look();
  }

  async stop(): Promise<void> {
    this.#unlisten?.();
    this.#ending.abort(new Error('ending'));
    await this.#running;
  }

  get trouble(): string | undefined {
    return this.#trouble;
  }

  #look(): void {
    this.settings.flows.noticePorts();
    this.#lookAgain = true;
    this.#running ??= this.#bringAbout().finally(() => {
      this.#running = undefined;
    });
  }

  async #bringAbout(): Promise<void> {
    const { database, wish, clock, onTrouble } = this.settings;
    const { signal } = this.#ending;
    while (this.#lookAgain && !signal.aborted) {
      this.#lookAgain = false;
      // Without the database there is nothing to look at; its return is a change.
      if (database.trouble !== undefined) return;
      try {
        await database.transact(ensureBridge(database.view(), wish));
        this.#trouble = undefined;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#trouble = `bridge ${wish.name} could not be made as wished: ${reason}`;
        onTrouble(reason);
        this.#lookAgain = true;
        await clock.sleep(RETRY_MS, signal).catch(() => undefined);
      }
    }
  }
}
