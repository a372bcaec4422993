import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** TCP on loopback between a client and the API server, which the test cuts or silences. */
export class CuttingProxy {
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #silent = false;
  /** Connections accepted so far. */
  accepted = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {
    server.on('connection', (client) => this.#join(client));
  }

  static async before(target: number): Promise<CuttingProxy> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return new CuttingProxy(server, target);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get open(): number {
    return this.#pairs.size;
  }

  /** Breaks every connection; new ones pass. */
  cut(): void {
    for (const pair of this.#pairs) pair.forEach((socket) => socket.resetAndDestroy());
  }

  /** From now on no byte passes, of old and new connections alike, and nobody is told. */
  silence(): void {
    this.#silent = true;
    for (const pair of this.#pairs) pair.forEach(mute);
  }

  /** All that was held up since the silence passes, and nothing was lost. */
  thaw(): void {
    this.#silent = false;
    for (const [client, upstream] of this.#pairs) {
      client.pipe(upstream);
      upstream.pipe(client);
    }
  }

  /** New connections pass again. Those that were silenced stay silent, as behind a firewall that forgot them. */
  heal(): void {
    this.#silent = false;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.cut();
    await closed;
  }

  #join(client: Socket): void {
    this.accepted += 1;
    const upstream = connect({ host: '127.0.0.1', port: this.target });
    const pair = [client, upstream] as const;
    this.#pairs.add(pair);
    for (const [from, to] of [pair, [upstream, client] as const]) {
      from.on('error', () => undefined);
      from.on('close', () => {
        to.destroy();
        this.#pairs.delete(pair);
      });
      if (!this.#silent) from.pipe(to);
    }
  }
}

function mute(socket: Socket): void {
  socket.unpipe();
  socket.pause();
}
