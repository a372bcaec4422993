/**
 * Calls one plugin as a container runtime does: an executable with CNI's environment, for each pod a fresh network
 * namespace. Runs in the machine's network namespace.
 */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { inParallel } from '../harness/in-parallel.js';
import type { Figures } from '../harness/bench.js';
import { serve } from '../harness/serve.js';
import { quantile } from '../harness/statistics.js';
import { pluginSchema } from './plugins.js';
import { AT_ONCE, PODS } from './sizes.js';

const plugin = pluginSchema.parse(JSON.parse(process.argv[2] ?? ''));

serve({
  async attach() {
    const oneByOne = await lives(1);
    const together = await lives(AT_ONCE);
    return {
      addP50: quantile(oneByOne.add, 0.5),
      addP99: quantile(oneByOne.add, 0.99),
      delP50: quantile(oneByOne.del, 0.5),
      addTogetherP50: quantile(together.add, 0.5),
      addTogetherP99: quantile(together.add, 0.99),
      addsPerSecond: together.addsPerSecond,
    } satisfies Figures;
  },
});

/** Attaches all pods and detaches them, so many at a time; milliseconds of each call. */
async function lives(concurrency: number): Promise<{ add: number[]; del: number[]; addsPerSecond: number }> {
  const sandboxes = Array.from({ length: PODS }, () => `swt-${randomBytes(6).toString('hex')}`);
  const add: number[] = [];
  const del: number[] = [];
  await netns('add', sandboxes);
  try {
    const begin = performance.now();
    await inParallel(PODS, concurrency, async (index) => {
      add.push(await call('ADD', sandboxes[index] ?? '', index));
    });
    const addsPerSecond = PODS / ((performance.now() - begin) / 1_000);
    await inParallel(PODS, concurrency, async (index) => {
      del.push(await call('DEL', sandboxes[index] ?? '', index));
    });
    return { add, del, addsPerSecond };
  } finally {
    await netns('delete', sandboxes);
  }
}

async function netns(verb: 'add' | 'delete', names: readonly string[]): Promise<void> {
  for (const name of names) await promisify(execFile)('ip', ['netns', verb, name]);
}

/** @throws Error when the plugin refuses */
async function call(command: 'ADD' | 'DEL', sandbox: string, index: number): Promise<number> {
  const env = {
    CNI_COMMAND: command,
    CNI_CONTAINERID: sandbox,
    CNI_NETNS: `/run/netns/${sandbox}`,
    CNI_IFNAME: 'eth0',
    CNI_ARGS: `IgnoreUnknown=1;K8S_POD_NAMESPACE=bench;K8S_POD_NAME=${plugin.podPrefix}-${index}`,
    CNI_PATH: plugin.path,
    PATH: process.env.PATH ?? '',
  };
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(plugin.program, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(performance.now() - begin);
      else reject(new Error(`${plugin.program} ${command}: ${Buffer.concat(said).toString()}`));
    });
    child.stdin.end(JSON.stringify(plugin.config));
  });
}
