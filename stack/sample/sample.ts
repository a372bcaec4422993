import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { isReady, type ClusterSighting, type ObjectKey, type Statewright } from '../../client/index.js';
import { readCorpus } from './corpus.js';
import type { OutsideHost } from './outside-host.js';
import { searchEngine, type SearchEngine } from './search.js';

/** Seconds after which a sample cluster that is not there yet counts as failed. */
const patienceSeconds = 300;
const lookAgainMs = 500;
/** For balancer and name server to have what Kubernetes says. */
const outsidePatienceSeconds = 60;
const index = 'texts';
const questions = ['free software foundation', 'absence is proven', 'implied warranty'];

export interface SampleOptions {
  readonly projectRoot: string;
  readonly statewright: Statewright;
  readonly clusterDomain: string;
  /** Prints one line. */
  readonly say: (line: string) => void;
  readonly outside: OutsideHost;
}

/** Brings up the sample cluster as an owner would, puts real text into it, and shows that it is found again. */
export async function proveSample(options: SampleOptions): Promise<void> {
  const { projectRoot, statewright, say } = options;
  const file = join(projectRoot, 'examples/opensearch.yaml');
  const manifest: unknown = parse(await readFile(file, 'utf8'));
  const begin = performance.now();
  const { cluster } = await statewright.clusters.apply(manifest);
  const key = { namespace: cluster.metadata.namespace ?? 'default', name: cluster.metadata.name };
  say(`Sample cluster ${key.namespace}/${key.name}, from examples/opensearch.yaml:`);
  await untilReady(options, key);
  say(`  ready after ${seconds(begin)} s`);

  const engine = await answeringEngine(options, key);
  const lines = await readCorpus(projectRoot);
  const indexing = performance.now();
  await engine.index(index, lines);
  say(`  indexed ${lines.length} lines of text through the client member in ${seconds(indexing)} s`);
  for (const words of questions) {
    const { total, hits } = await engine.search(index, words, 2);
    if (total === 0) throw new Error(`The sample cluster finds nothing for "${words}".`);
    say(`  "${words}": ${total} ${total === 1 ? 'hit' : 'hits'}`);
    for (const hit of hits) say(`      ${hit.file}:${hit.number}  ${hit.text.slice(0, 90)}`);
  }
  const health = await engine.health();
  say(
    `  OpenSearch says of itself: ${health.status}, ${health.number_of_nodes} members, ` +
      `${health.number_of_data_nodes} with data, ${health.active_shards} active shards`,
  );
  await proveOutside(options, key);
}

/** A machine that has nothing of Kubernetes reaches the cluster: by its name in the company's DNS, and at its ClusterIP. */
async function proveOutside(options: SampleOptions, key: ObjectKey): Promise<void> {
  const name = `${key.name}.${key.namespace}.svc.${options.clusterDomain}`;
  const deadline = performance.now() + outsidePatienceSeconds * 1_000;
  let last = '';
  while (performance.now() < deadline) {
    try {
      const [address] = await options.outside.resolve(name);
      if (address !== undefined) {
        for (const host of [name, address]) await options.outside.fetch(`http://${host}:9200`);
        options.say(
          `  outside of Kubernetes it answers at http://${name}:9200 and at http://${address}:9200`,
        );
        return;
      }
      last = `${name} has no address`;
    } catch (error) {
      last = String(error);
    }
    await sleep(lookAgainMs);
  }
  throw new Error(`Nobody outside reaches the sample cluster after ${outsidePatienceSeconds} s: ${last}.`);
}

async function untilReady({ statewright, say }: SampleOptions, key: ObjectKey): Promise<void> {
  const signal = AbortSignal.timeout(patienceSeconds * 1_000);
  let shown = '';
  let last: ClusterSighting | undefined;
  for await (const sighting of statewright.clusters.watch(key, { signal })) {
    last = sighting;
    if (isReady(sighting)) return;
    const message =
      sighting.progress?.message ?? sighting.cluster?.status?.message ?? 'waiting for its workflow';
    if (message !== shown) say(`  ${message}`);
    shown = message;
  }
  const reasons =
    last?.pods.flatMap((pod) => (pod.reason ? [`${pod.name}: ${pod.reason.message}`] : [])) ?? [];
  throw new Error(`The sample cluster is not ready after ${patienceSeconds} s. ${reasons.join('; ')}`);
}

/**
 * A client of the cluster through a member of the exposed node type, as soon as OpenSearch itself says that it is well.
 * After a restart of the machines Kubernetes believes for some seconds that the members of before still serve.
 */
async function answeringEngine({ statewright }: SampleOptions, key: ObjectKey): Promise<SearchEngine> {
  const deadline = performance.now() + patienceSeconds * 1_000;
  let last = 'no client member is ready';
  while (performance.now() < deadline) {
    await sleep(lookAgainMs);
    const { pods } = await statewright.clusters.describe(key);
    const member = pods.find((pod) => pod.nodeType === 'client' && pod.ready);
    if (member === undefined) continue;
    const engine = searchEngine(`http://${member.ip}:9200`);
    try {
      const { status, number_of_nodes: joined } = await engine.health();
      if (status === 'green' && joined === pods.length) return engine;
      last = `it is ${status} with ${joined} of ${pods.length} members`;
    } catch (error) {
      last = String(error);
    }
  }
  throw new Error(`The sample cluster does not serve after ${patienceSeconds} s: ${last}.`);
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1_000).toFixed(1);
}
