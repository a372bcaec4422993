import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { outsideNamespace } from '../network/namespaces.js';

const run = promisify(execFile);

/** The host of the company that has nothing of Kubernetes, and asks the company's name server. */
export interface OutsideHost {
  /** Addresses of a name; none if there is none. */
  resolve(name: string): Promise<readonly string[]>;
  /** The body of a reply; rejects without one. */
  fetch(url: string): Promise<string>;
}

export const outsideHost: OutsideHost = {
  async resolve(name) {
    const answer = await outside('dig', '+short', '+time=2', name, 'A');
    return answer.split('\n').filter((line) => line !== '');
  },
  fetch: (url) => outside('curl', '--silent', '--show-error', '--fail', '--max-time', '3', url),
};

/** What a program prints on that host; rejects when it fails. */
export async function outside(program: string, ...args: readonly string[]): Promise<string> {
  return (await run('ip', ['netns', 'exec', outsideNamespace, program, ...args])).stdout;
}
