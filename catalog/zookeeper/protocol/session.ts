import { connect, type Socket } from 'node:net';
import { JuteReader, JuteWriter } from './jute.js';

/** Numbers of requests (ZooDefs.OpCode), and those of replies that answer none of them. */
const request = { getData: 4, sync: 9, reconfig: 16, auth: 100, close: -11 } as const;
const xid = { notification: -1, ping: -2, auth: -4 } as const;

/** Longest record we take: a server's own `jute.maxbuffer`. */
const largestRecord = 0xfffff;

/** How long the server keeps a session of which it hears nothing, in milliseconds. */
const sessionTimeoutMs = 10_000;

/** What we may be told (KeeperException.Code), in words. */
const meanings: Readonly<Record<number, string>> = {
  [-8]: 'the list of servers would make no sense',
  [-13]: 'no majority of the new list of servers is in sync',
  [-14]: 'another change of the list is under way',
  [-102]: 'the user may not do it',
  [-115]: 'the credentials are not valid',
  [-123]: 'changes of the list are switched off',
};

/** ZooKeeper answered, and did not do it. */
export class ZookeeperRefusal extends Error {
  constructor(
    operation: string,
    /** As KeeperException.Code has it, below 0. */
    readonly code: number,
  ) {
    super(`${operation}: ${meanings[code] ?? 'refused'} (error ${code})`);
  }
}

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * A session with one server for a few questions, one after the other. Opening it needs a majority of the servers, as every
 * session is agreed on by them. Throws Error with what failed, or the reason of `signal`.
 */
export class ZookeeperSession {
  #next = 1;

  private constructor(
    private readonly socket: Socket,
    private readonly frames: AsyncIterator<Buffer, undefined>,
  ) {}

  static async with<T>(
    { host, port }: ServerAddress,
    signal: AbortSignal,
    ask: (session: ZookeeperSession) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const socket = connect({ host, port, noDelay: true });
    const end = (): void => {
      socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    signal.addEventListener('abort', end, { once: true });
    try {
      const session = new ZookeeperSession(socket, framesOf(socket));
      await session.open();
      const answer = await ask(session);
      await session.call('closing', request.close, (to) => to);
      return answer;
    } finally {
      signal.removeEventListener('abort', end);
      socket.destroy();
    }
  }

  /** Proves who we are; what the user may do holds for this session. */
  async authenticate(user: string, password: string): Promise<void> {
    const credentials = Buffer.from(`${user}:${password}`, 'utf8');
    const record = new JuteWriter().int(xid.auth).int(request.auth).int(0).string('digest');
    await this.exchange('authenticating', xid.auth, record.buffer(credentials).frame());
  }

  /** Makes this server catch up with all that was agreed on before. */
  async sync(path: string): Promise<void> {
    await this.call('sync', request.sync, (to) => to.string(path));
  }

  /** The list of servers as text: lines `server.<id>=…`, and `version=` in hexadecimal. */
  async getConfig(): Promise<string> {
    const reply = await this.call('getConfig', request.getData, (to) =>
      to.string('/zookeeper/config').boolean(false),
    );
    return reply.string() ?? '';
  }

  /**
   * Changes the list of servers: `joining` are lines, `leaving` are ids, both with commas between. Resolves with the new
   * list when a majority of the old and of the new servers has it.
   */
  async reconfig(joining: string | null, leaving: string | null): Promise<string> {
    const reply = await this.call('reconfig', request.reconfig, (to) =>
      to.string(joining).string(leaving).string(null).long(-1n),
    );
    return reply.string() ?? '';
  }

  private async open(): Promise<void> {
    const record = new JuteWriter().int(0).long(0n).int(sessionTimeoutMs).long(0n).buffer(Buffer.alloc(16));
    this.socket.write(record.boolean(false).frame());
    const reply = new JuteReader(await this.frame());
    reply.int();
    if (reply.int() <= 0) throw new Error('the server opened no session');
  }

  private async call(
    operation: string,
    type: number,
    body: (to: JuteWriter) => JuteWriter,
  ): Promise<JuteReader> {
    const number = this.#next;
    this.#next += 1;
    return this.exchange(operation, number, body(new JuteWriter().int(number).int(type)).frame());
  }

  private async exchange(operation: string, number: number, frame: Buffer): Promise<JuteReader> {
    this.socket.write(frame);
    for (;;) {
      const reply = new JuteReader(await this.frame());
      const answers = reply.int();
      if (answers === xid.notification || answers === xid.ping) continue;
      if (answers !== number) throw new Error(`${operation}: the server answers another request`);
      reply.long();
      const code = reply.int();
      if (code !== 0) throw new ZookeeperRefusal(operation, code);
      return reply;
    }
  }

  private async frame(): Promise<Buffer> {
    const { done, value } = await this.frames.next();
    if (done === true) throw new Error('the server ended the connection');
    return value;
  }
}

async function* framesOf(socket: Socket): AsyncGenerator<Buffer, undefined> {
  let received: Buffer = Buffer.alloc(0);
  for await (const part of socket as AsyncIterable<Buffer>) {
    received = Buffer.concat([received, part]);
    while (received.length >= 4) {
      const size = received.readInt32BE();
      if (size < 0 || size > largestRecord) throw new Error(`a record of ${size} bytes`);
      if (received.length < size + 4) break;
      yield received.subarray(4, size + 4);
      received = received.subarray(size + 4);
    }
  }
  return undefined;
}
