import { createConnection, type Socket } from 'node:net';
import type { Clock } from '../../kubernetes/index.js';

const HEADER = 8;
const HELLO = 0;
const ECHO_REQUEST = 2;
const ECHO_REPLY = 3;
const OPENFLOW_14 = 5;
const RETRY_MS = 200;

export interface SwitchWatchSettings {
  /** The management socket of the bridge. */
  readonly socketPath: string;
  readonly clock: Clock;
  /** The bridge is there, for the first time or again: it has no flows of ours. */
  readonly onBorn: () => void;
  readonly onGone: () => void;
}

/**
 * Notices that ovs-vswitchd was started anew, or made the bridge anew. The database does not tell: a restarted switch finds
 * there what it wrote itself. But its OpenFlow connections break. So one is kept, on which only hello and echo are
 * exchanged (OpenFlow 1.4, §7.1: version, type, length, transaction id).
 */
export class SwitchWatch {
  readonly #ending = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #socket: Socket | undefined;

  constructor(private readonly settings: SwitchWatchSettings) {}

  start(): void {
    this.#running = this.#keepConnected();
  }

  async stop(): Promise<void> {
    this.#ending.abort(new Error('ending'));
    this.#socket?.destroy();
    await this.#running;
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
      const socket = createConnection(this.settings.socketPath);
      this.#socket = socket;
      let born = false;
      let pending = Buffer.alloc(0);
      socket.on('connect', () => socket.write(message(HELLO, 0)));
      socket.on('data', (bytes) => {
        pending = Buffer.concat([pending, bytes]);
        while (pending.length >= HEADER && pending.length >= pending.readUInt16BE(2)) {
          const length = Math.max(HEADER, pending.readUInt16BE(2));
          const [type, id, body] = [
            pending.readUInt8(1),
            pending.readUInt32BE(4),
            pending.subarray(HEADER, length),
          ];
          pending = pending.subarray(length);
          if (type === ECHO_REQUEST) socket.write(message(ECHO_REPLY, id, body));
          // Only its hello proves that the switch serves: the socket is there before.
          if (type === HELLO && !born) {
            born = true;
            this.settings.onBorn();
          }
        }
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (born) this.settings.onGone();
        resolve();
      });
    });
  }
}

function message(type: number, id: number, body: Uint8Array = new Uint8Array()): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt8(OPENFLOW_14, 0);
  header.writeUInt8(type, 1);
  header.writeUInt16BE(HEADER + body.length, 2);
  header.writeUInt32BE(id, 4);
  return Buffer.concat([header, body]);
}
