import { createConnection, type Socket } from 'node:net';
import { bundleAdd, bundleControl } from './bundle.js';
import { describeChange, encodeFlowMod, type FlowChange } from './flow-mod.js';
import { encodeMessage, MessageReader, types, type Message } from './message.js';
import { encodeMeter, encodeMeterRemoval, type Meter } from './meter-mod.js';
import { describeRefusal, isMeterThere, readRefusal, type Refusal } from './refusal.js';

const CALL_MS = 10_000;
const nothing = Buffer.alloc(0);

export interface ConnectionEvents {
  /** The switch said hello: only that proves that it serves, the socket is there before. */
  onHello(): void;
  onClose(): void;
}

interface Refused {
  /** Which of the requests. */
  readonly index: number;
  readonly refusal: Refusal;
}

interface Pending {
  /** By the number of each request that is asked about, which one it is. */
  readonly about: ReadonlyMap<number, number>;
  /** As the switch told, the cause of a failure before what failed by it. */
  readonly refused: Refused[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * OpenFlow 1.4 with one bridge over its management socket, answering the switch's echo. Ends for good when the connection
 * breaks, or when the switch leaves a question unanswered. Methods throw Error with the reason: the caller knows the bridge.
 */
export class OpenFlowConnection {
  readonly #reader = new MessageReader();
  /** Barriers that are not answered yet: when one is, all that was sent before it is done. */
  readonly #barriers = new Map<number, Pending>();
  readonly #socket: Socket;
  #greeted = false;
  #closed: string | undefined;
  #lastId = 0;
  #lastBundle = 0;

  constructor(
    socketPath: string,
    private readonly events: ConnectionEvents,
  ) {
    this.#socket = createConnection(socketPath);
    this.#socket.on('connect', () => this.#write([{ type: types.hello, id: this.#nextId(), body: nothing }]));
    this.#socket.on('data', (octets: Buffer) => this.#receive(octets));
    this.#socket.on('error', (error) => this.close(error.message));
    this.#socket.on('close', () => this.close('the switch closed the connection'));
  }

  /**
   * All changes or none: the switch goes from the old flows to the new ones with no frame in between. What is wrong with a
   * change shows when it is put into the bundle, so the commit waits for that.
   */
  async change(changes: readonly FlowChange[]): Promise<void> {
    if (changes.length === 0) return;
    this.#lastBundle = (this.#lastBundle + 1) >>> 0;
    const bundle = this.#lastBundle;
    const adds = changes.map((change) => {
      const flowMod = { type: types.flowMod, id: this.#nextId(), body: encodeFlowMod(change) };
      return bundleAdd(bundle, flowMod);
    });
    const what = (index: number): string => {
      const change = changes[index - 1];
      return change === undefined ? 'opening a bundle' : describeChange(change);
    };
    const opening = [bundleControl(this.#nextId(), bundle, 'open'), ...adds];
    const [refused] = await this.#exchange(opening);
    if (refused !== undefined) {
      this.#write([bundleControl(this.#nextId(), bundle, 'discard')]);
      throw refusalOf(what(refused.index), refused.refusal);
    }
    // A commit that fails is refused itself, and before that the change because of which it does.
    const [failed] = await this.#exchange([bundleControl(this.#nextId(), bundle, 'commit')], adds);
    if (failed === undefined) return;
    throw refusalOf(failed.index === 0 ? 'committing a bundle' : what(failed.index), failed.refusal);
  }

  /** Makes meters, or changes those that are there: which of both it is only the switch knows, so both are asked. */
  async setMeters(meters: readonly Meter[]): Promise<void> {
    const requests = meters.flatMap((meter) => [encodeMeter('add', meter), encodeMeter('change', meter)]);
    const [refused] = (await this.#exchange(requests.map((body) => this.#meterMod(body)))).filter(
      ({ refusal }) => !isMeterThere(refusal),
    );
    if (refused !== undefined)
      throw refusalOf(`setting meter ${meters[refused.index >> 1]?.id ?? ''}`, refused.refusal);
  }

  /** Flows that use the meters go with them. */
  async removeMeters(ids: readonly number[]): Promise<void> {
    const [refused] = await this.#exchange(ids.map((id) => this.#meterMod(encodeMeterRemoval(id))));
    if (refused !== undefined) throw refusalOf(`removing meter ${ids[refused.index] ?? ''}`, refused.refusal);
  }

  close(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#socket.destroy();
    for (const { reject } of [...this.#barriers.values()]) reject(new Error(reason));
    this.events.onClose();
  }

  /** Sends requests, waits until the switch has done them, and returns what it refused, of `earlier` requests as well. */
  async #exchange(
    requests: readonly Message[],
    earlier: readonly Message[] = [],
  ): Promise<readonly Refused[]> {
    if (requests.length === 0) return [];
    if (this.#closed !== undefined) throw new Error(this.#closed);
    const about = new Map([...requests, ...earlier].map(({ id }, index) => [id, index]));
    const refused: Refused[] = [];
    const barrier = this.#nextId();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => this.close(`no answer within ${CALL_MS} ms`), CALL_MS);
      const settle =
        <T>(how: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          this.#barriers.delete(barrier);
          how(value);
        };
      this.#barriers.set(barrier, { about, refused, resolve: settle(resolve), reject: settle(reject) });
      this.#write([...requests, { type: types.barrierRequest, id: barrier, body: nothing }]);
    });
    return refused;
  }

  #meterMod(body: Buffer): Message {
    return { type: types.meterMod, id: this.#nextId(), body };
  }

  #nextId(): number {
    this.#lastId = (this.#lastId + 1) >>> 0;
    return this.#lastId;
  }

  #write(messages: readonly Message[]): void {
    this.#socket.write(Buffer.concat(messages.map(encodeMessage)));
  }

  #receive(octets: Buffer): void {
    for (const { type, id, body } of this.#reader.push(octets)) {
      switch (type) {
        case types.hello:
          if (!this.#greeted) this.events.onHello();
          this.#greeted = true;
          break;
        case types.echoRequest:
          this.#write([{ type: types.echoReply, id, body }]);
          break;
        case types.barrierReply:
          this.#barriers.get(id)?.resolve();
          break;
        case types.error:
          this.#refused(id, readRefusal(body));
      }
    }
  }

  #refused(id: number, refusal: Refusal | undefined): void {
    for (const { about, refused } of this.#barriers.values()) {
      const index = about.get(id);
      if (index !== undefined && refusal !== undefined) refused.push({ index, refusal });
    }
  }
}

function refusalOf(what: string, refusal: Refusal): Error {
  return new Error(`${what} was refused: ${describeRefusal(refusal)}`);
}
