import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

export type Respond = (request: {
  readonly method: string;
  /** With its parameters. */
  readonly path: string;
  readonly body: unknown;
}) => { readonly status?: number; readonly body: unknown };

/** A server on loopback that answers as a member was once recorded to. */
export class StandIn {
  private constructor(
    private readonly server: Server,
    readonly endpoint: string,
    /** `GET /path` of all that was asked. */
    readonly asked: readonly string[],
  ) {}

  static async serve(respond: Respond): Promise<StandIn> {
    const asked: string[] = [];
    const server = createServer((request, reply) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const path = request.url ?? '';
        asked.push(`${request.method ?? ''} ${path}`);
        const body: unknown = text === '' ? undefined : JSON.parse(text);
        const answer = respond({ method: request.method ?? '', path, body });
        reply
          .writeHead(answer.status ?? 200)
          .end(answer.body === undefined ? '' : JSON.stringify(answer.body));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the server has no address');
    return new StandIn(server, `http://127.0.0.1:${address.port}`, asked);
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
