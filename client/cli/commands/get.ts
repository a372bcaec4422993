import type { Command } from 'commander';
import { z } from 'zod';
import type { DistributedCluster } from '../../../api/distributed-cluster.js';
import { exitCode, UsageError } from '../exit.js';
import type { Invocation } from '../invocation.js';
import { clusterTable } from '../render/clusters.js';
import type { Run } from './registration.js';

const optionsSchema = z.object({ allNamespaces: z.boolean().default(false) });

/** Who set which field is the API server's bookkeeping, pages of it. */
function withoutBookkeeping(cluster: DistributedCluster): unknown {
  const metadata = Object.entries(cluster.metadata).filter(([field]) => field !== 'managedFields');
  return { ...cluster, metadata: Object.fromEntries(metadata) };
}

async function find(
  invocation: Invocation,
  names: readonly string[],
  all: boolean,
): Promise<readonly DistributedCluster[]> {
  const { clusters } = await invocation.statewright();
  if (names.length === 0) return clusters.list(all ? undefined : await invocation.namespace());
  return Promise.all(names.map(async (name) => clusters.get(await invocation.key(name))));
}

async function get(invocation: Invocation, names: readonly string[], all: boolean): Promise<number> {
  if (all && names.length > 0) {
    throw new UsageError('A name and --all-namespaces exclude each other.', 'Write NAMESPACE/NAME.');
  }
  const found = await find(invocation, names, all);
  if (invocation.structured) {
    const items = found.map(withoutBookkeeping);
    const [only] = items;
    invocation.printData(names.length === 1 ? only : { apiVersion: 'v1', kind: 'List', items });
    return exitCode.done;
  }
  if (found.length === 0) {
    const where = all ? 'any namespace' : `namespace ${await invocation.namespace()}`;
    invocation.note(`There is no cluster in ${where}.`);
    return exitCode.done;
  }
  const { paint } = invocation;
  const wide = invocation.output === 'wide';
  invocation.print(...clusterTable(found, { paint, now: invocation.world.now(), wide, namespaces: all }));
  return exitCode.done;
}

export function getCommand(program: Command, run: Run): void {
  program
    .command('get')
    .description('list clusters, or show some of them')
    .argument('[names...]', 'NAME or NAMESPACE/NAME')
    .option('-A, --all-namespaces', 'clusters of all namespaces')
    .addHelpText(
      'after',
      `
Examples:
  statewright get
  statewright get -A -o wide
  statewright get logs -o yaml > logs.yaml`,
    )
    .action(async (names: readonly string[], _options: unknown, command: Command) =>
      run(command, (invocation) => get(invocation, names, optionsSchema.parse(command.opts()).allNamespaces)),
    );
}
