import { outside } from '../../../stack/sample/outside-host.js';
import { services, type Service } from '../../../kubernetes/index.js';
import { waitUntil } from '../../integration/harness/wait-until.js';
import { memberPort } from './addressed-set.js';
import type { RunningStack } from './running-stack.js';

/** The members of an AddressedSet behind a Service, on port 80. */
export async function serveMembers(
  stack: RunningStack,
  set: string,
  name: string,
  spec: Readonly<Record<string, unknown>> = {},
): Promise<Service> {
  return stack.kubernetes.create(services, {
    metadata: { namespace: 'default', name },
    spec: {
      selector: { app: set },
      ports: [{ name: 'http', port: 80, targetPort: memberPort }],
      ...spec,
    },
  });
}

/** The body of an HTTP reply that the host outside gets, once it gets one; it may go by name. */
export async function answersOutside(url: string): Promise<string> {
  let body = '';
  await waitUntil(
    `${url} answers outside`,
    async () => {
      body = await outside('curl', '--silent', '--show-error', '--fail', '--max-time', '2', url);
      return true;
    },
    { timeoutMs: 60_000, everyMs: 200 },
  );
  return body.trim();
}

/** What the company's name server says, line by line, to the host outside. */
export async function resolveOutside(name: string, type = 'A'): Promise<readonly string[]> {
  const answer = await outside('dig', '+short', '+time=2', '+tries=2', name, type);
  return answer
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .toSorted();
}

/** Asks again and again, by new connections, until it is stopped; tells what it got. */
export function askWithoutPause(url: string): {
  stop(): Promise<{ readonly answered: number; readonly failed: readonly string[] }>;
} {
  const stopping = new AbortController();
  const failed: string[] = [];
  let answered = 0;
  const ask = async (): Promise<void> => {
    const curl = ['--silent', '--show-error', '--fail', '--max-time', '2', '--output', '/dev/null'];
    await outside('curl', ...curl, url).then(
      () => (answered += 1),
      (error: unknown) => failed.push(String(error)),
    );
    if (!stopping.signal.aborted) await ask();
  };
  const asking = ask();
  return {
    async stop() {
      stopping.abort();
      await asking;
      return { answered, failed };
    },
  };
}
