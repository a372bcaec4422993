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
  return processList.parse(JSON.parse(await get(socket, '/processes'))).data;
}

function get(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path, timeout: 5_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`the supervisor answered ${response.statusCode ?? 0} to ${path}: ${body}`));
      });
    });
    call.on('timeout', () => call.destroy(new Error(`the supervisor does not answer ${path}`)));
    call.on('error', reject);
    call.end();
  });
}
