/** Opens connections from inside a network namespace, waits for the first bytes on each, and resets it. */
import { connect } from 'node:net';
import { inParallel } from '../harness/in-parallel.js';
import { serve } from '../harness/serve.js';
import { quantile } from '../harness/statistics.js';
import { AT_ONCE, CONNECTIONS } from './sizes.js';

const [, , host = '', port = ''] = process.argv;

serve({
  async open() {
    const took: number[] = [];
    const begin = performance.now();
    await inParallel(CONNECTIONS, AT_ONCE, async () => {
      const dialled = performance.now();
      await dial();
      took.push(performance.now() - dialled);
    });
    const seconds = (performance.now() - begin) / 1_000;
    return {
      perSecond: CONNECTIONS / seconds,
      firstByteP50: quantile(took, 0.5),
      firstByteP99: quantile(took, 0.99),
    };
  },
});

/** A reset leaves no port behind that has to wait for a minute. */
async function dial(): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host, port: Number(port) });
    const failed = (error: Error): void => reject(error);
    socket.once('error', failed);
    socket.once('end', () => reject(new Error('the connection was closed before a byte came')));
    socket.once('data', () => {
      socket.off('error', failed).on('error', () => undefined);
      socket.resetAndDestroy();
      resolve();
    });
  });
}
