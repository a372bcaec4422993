import { createConnection, type Socket } from 'node:net';
import { z } from 'zod';
import { StatewrightError } from '../../api/errors/index.js';
import { MessageStream } from './message-stream.js';

const replySchema = z.object({ id: z.number(), result: z.unknown(), error: z.unknown() });
const callSchema = z.object({ method: z.string(), params: z.array(z.unknown()), id: z.unknown() });

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface ConnectionEvents {
  /** `update` of a monitor: its table updates. */
  onUpdate(updates: unknown): void;
  onClose(reason: string): void;
}

/**
 * JSON-RPC 1.0 with one OVSDB server over its unix socket (RFC 7047 §4). Answers the server's `echo`, sends its own, so
 * that a server that is stopped without closing is noticed. Ends for good when the connection breaks.
 */
export class OvsdbConnection {
  readonly #pending = new Map<number, Pending>();
  readonly #stream = new MessageStream();
  #lastId = 0;
  #closed: string | undefined;

  private constructor(
    private readonly socketPath: string,
    private readonly socket: Socket,
    private readonly events: ConnectionEvents,
  ) {
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#receive(text));
    socket.on('close', () => this.close('the server closed the connection'));
    socket.on('error', (error) => this.close(error.message));
  }

  /** @throws StatewrightError OvsUnavailable when nobody listens. */
  static async open(socketPath: string, events: ConnectionEvents): Promise<OvsdbConnection> {
    const socket = createConnection(socketPath);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', (error) => {
        reject(new StatewrightError('OvsUnavailable', { socket: socketPath, reason: error.message }));
      });
    });
    return new OvsdbConnection(socketPath, socket, events);
  }

  /** @throws StatewrightError OvsUnavailable for no answer, OvsRefused when the server answers with an error. */
  async call(method: string, params: readonly unknown[], timeoutMs: number): Promise<unknown> {
    if (this.#closed !== undefined) throw this.#unavailable(this.#closed);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        // Whatever comes later could be of use to nobody; a new connection starts from what is.
        this.close(`no answer to ${method} within ${timeoutMs} ms`);
      }, timeoutMs);
      const settle =
        <T>(how: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          this.#pending.delete(id);
          how(value);
        };
      this.#pending.set(id, { resolve: settle(resolve), reject: settle(reject) });
      this.socket.write(JSON.stringify({ method, params, id }));
    });
  }

  close(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.socket.destroy();
    for (const { reject } of [...this.#pending.values()]) reject(this.#unavailable(reason));
    this.events.onClose(reason);
  }

  #receive(text: string): void {
    for (const message of this.#stream.push(text)) {
      try {
        this.#take(JSON.parse(message));
      } catch (error) {
        this.close(`it does not speak OVSDB: ${error instanceof Error ? error.message : String(error)}`);
        return;
      }
    }
  }

  #take(message: unknown): void {
    const call = callSchema.safeParse(message);
    if (call.success) {
      const { method, params, id } = call.data;
      if (method === 'echo') this.socket.write(JSON.stringify({ result: params, error: null, id }));
      else if (method === 'update') this.events.onUpdate(params[1]);
      return;
    }
    const { id, result, error } = replySchema.parse(message);
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    if (error === null || error === undefined) pending.resolve(result);
    else pending.reject(new StatewrightError('OvsRefused', { reason: JSON.stringify(error) }));
  }

  #unavailable(reason: string): StatewrightError {
    return new StatewrightError('OvsUnavailable', { socket: this.socketPath, reason });
  }
}
