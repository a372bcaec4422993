import { z } from 'zod';
import type { ComponentAccess, ComponentHealth } from '../../api/component.js';
import { StatewrightError } from '../../api/errors/index.js';
import { askServer } from './server-api.js';

/** Every server is asked for itself; `/api` answers without the token. */
export async function jupyterHealth(access: ComponentAccess): Promise<ComponentHealth> {
  const answers = await Promise.allSettled(
    access.endpoints.map((endpoint) =>
      askServer(endpoint, access.signal, '/api', z.object({ version: z.string() })),
    ),
  );
  access.signal.throwIfAborted();
  const answered = answers.filter(({ status }) => status === 'fulfilled').length;
  if (answered > 0) return judge(answered, access.members);
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  throw new StatewrightError('ComponentUnavailable', {
    component: 'JupyterLab',
    address: 'no address',
    reason: 'no server is ready',
  });
}

/** Servers are independent: each that does not answer is missed by its own people. */
export function judge(answered: number, members: number): ComponentHealth {
  return {
    state: answered === members ? 'Healthy' : 'Degraded',
    summary: `${answered} of ${members} servers answer`,
    joined: answered,
  };
}
