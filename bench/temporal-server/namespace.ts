import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

const TIMEOUT_MS = 2_000;

async function asking<T>(address: string, ask: (client: Client) => Promise<T>): Promise<T> {
  const connection = Connection.lazy({ address });
  try {
    return await connection.withDeadline(Date.now() + TIMEOUT_MS, () => ask(new Client({ connection })));
  } finally {
    await connection.close();
  }
}

/** Whether the namespace is served: the same question by which the supervisor of the stack calls Temporal ready. */
export async function namespaceAnswers(address: string): Promise<boolean> {
  await asking(address, (client) => client.workflowService.describeNamespace({ namespace: 'default' }));
  return true;
}

/** Makes the namespace that start-dev makes by itself. */
export async function registerNamespace(address: string): Promise<void> {
  const workflowExecutionRetentionPeriod = msToTs('24 hours');
  await asking(address, (client) =>
    client.workflowService.registerNamespace({ namespace: 'default', workflowExecutionRetentionPeriod }),
  );
}
