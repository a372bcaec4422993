import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { NetworkNamespace } from './network-namespace.js';
import { ownProgram } from './own-program.js';

type Ask =
  | {
      readonly kind: 'connect';
      readonly address: string;
      readonly port: number;
      readonly from?: string | undefined;
    }
  | { readonly kind: 'talk'; readonly connection: number }
  | {
      readonly kind: 'send';
      readonly address: string;
      readonly port: number;
      readonly from?: string | undefined;
      readonly sender: number;
    }
  | { readonly kind: 'hangUp' };
export type ClientRequest = Ask & { readonly turn: number };
export interface ClientReply {
  readonly turn: number;
  readonly text: string;
}

/** Runs one of the programs beside this file inside a network namespace. */
export async function startInside(
  { name }: NetworkNamespace,
  program: string,
  ...args: readonly string[]
): Promise<ChildProcess> {
  const command = [process.execPath, ...ownProgram(`test/integration/harness/${program}`), ...args];
  const child = spawn('ip', ['netns', 'exec', name, ...command], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  await once(child, 'message');
  return child;
}

/** A connection that a client opened. */
export interface OpenConnection {
  /** The member's address, or what went wrong. */
  readonly member: string;
  /** Whom the member sees. */
  readonly seen: string;
  readonly id: number;
}

/** Connections and datagrams from inside a network namespace. */
export class VipClient {
  readonly #waiting = new Map<number, (text: string) => void>();
  #turn = 0;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', ({ turn, text }: ClientReply) => this.#waiting.get(turn)?.(text));
  }

  static async start(namespace: NetworkNamespace): Promise<VipClient> {
    return new VipClient(await startInside(namespace, 'vip-client-program'));
  }

  async connect(address: string, port: number, from?: string): Promise<OpenConnection> {
    const { text, turn } = await this.#ask({ kind: 'connect', address, port, from });
    const [member = '', seen = ''] = text.split(' ');
    return { member, seen, id: turn };
  }

  /** Whether what is said on an open connection still comes back. */
  async talks({ id }: OpenConnection): Promise<boolean> {
    return (await this.#ask({ kind: 'talk', connection: id })).text === 'hello';
  }

  /** A datagram, of the flow of that number; the member's answer, or what went wrong. */
  async send(address: string, port: number, sender: number, from?: string): Promise<string> {
    return (await this.#ask({ kind: 'send', address, port, from, sender })).text.split(' ')[0] ?? '';
  }

  async hangUp(): Promise<void> {
    await this.#ask({ kind: 'hangUp' });
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }

  async #ask(request: Ask): Promise<ClientReply> {
    const turn = (this.#turn += 1);
    const text = await new Promise<string>((resolve) => {
      this.#waiting.set(turn, resolve);
      this.child.send({ ...request, turn });
    });
    this.#waiting.delete(turn);
    return { turn, text };
  }
}
