import { request } from 'node:http';
import { z } from 'zod';

/** What the supervisor knows of a process. `is_ready` is "Ready", "Not Ready", or "-" where there is no probe. */
const processState = z.object({
  name: z.string(),
  status: z.string(),
  is_ready: z.string(),
  has_ready_probe: z.boolean(),
  restarts: z.number(),
  exit_code: z.number(),
  pid: z.number(),
  is_running: z.boolean(),
});
export type ProcessState = z.infer<typeof processState>;

const processList = z.object({ data: z.array(processState) });

/** Asks process-compose on its socket. Rejects when nobody listens there. */
export async function processStates(socket: string): Promise<readonly ProcessState[]> {
  return processList.parse(JSON.parse(await call(socket, 'GET', '/processes'))).data;
}

/** Ends one process in its own way and keeps it ended, until it is started by name or by the next `up`. */
export async function stopProcess(socket: string, name: string): Promise<void> {
  await call(socket, 'PATCH', `/process/stop/${encodeURIComponent(name)}`);
}

/** Starts one process that was stopped. */
export async function startProcess(socket: string, name: string): Promise<void> {
  await call(socket, 'POST', `/process/start/${encodeURIComponent(name)}`);
}

function call(socketPath: string, method: 'GET' | 'PATCH' | 'POST', path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, timeout: 30_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`the supervisor answered ${response.statusCode ?? 0} to ${path}: ${body}`));
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`the supervisor does not answer ${path}`)));
    sent.on('error', reject);
    sent.end();
  });
}
