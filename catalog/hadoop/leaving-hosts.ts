import { request } from 'undici';
import { z } from 'zod';

/** Port of the server of `leaving-server.ts`. */
export const leavingPort = 9890;

/** Longest wait in milliseconds. */
const patienceMs = 5_000;

const replySchema = z.object({ leaving: z.array(z.string()) });

/** The file of hosts that are to leave, as the pod of the NameNode or of the ResourceManager serves it. */
export class LeavingHosts {
  constructor(
    private readonly address: string,
    private readonly signal: AbortSignal,
  ) {}

  list(): Promise<readonly string[]> {
    return this.ask('GET', '/leaving');
  }

  add(host: string): Promise<readonly string[]> {
    return this.ask('PUT', `/leaving/${host}`);
  }

  remove(host: string): Promise<readonly string[]> {
    return this.ask('DELETE', `/leaving/${host}`);
  }

  private async ask(method: 'GET' | 'PUT' | 'DELETE', path: string): Promise<readonly string[]> {
    const signal = AbortSignal.any([this.signal, AbortSignal.timeout(patienceMs)]);
    const url = new URL(path, `http://${this.address}:${leavingPort}`);
    const { statusCode, body } = await request(url, { method, signal });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${method} ${url.href}: HTTP status ${statusCode}`);
    return replySchema.parse(JSON.parse(text)).leaving;
  }
}
