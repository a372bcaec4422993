import { configMaps, type KubernetesClient } from '../../../kubernetes/index.js';
import { randomBelow } from './random.js';

export interface ChurnSettings {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly rounds: number;
  /** Another seed makes other changes with other values. */
  readonly seed: number;
}

const NAMES = 40;

/**
 * Makes, changes and deletes ConfigMaps at random, one after the other; the same for the same seed.
 * @throws Error when nothing was made or nothing deleted: whatever is asserted afterwards would prove nothing.
 */
export async function churn(
  client: KubernetesClient,
  { namespace, labels, rounds, seed }: ChurnSettings,
): Promise<void> {
  const random = randomBelow(seed);
  const made = new Set<string>();
  let deleted = 0;
  for (let round = 0; round < rounds; round += 1) {
    const metadata = { namespace, name: `churn-${random(NAMES)}`, labels };
    if (random(4) === 0) {
      deleted += (await client.delete(configMaps, metadata)) === 'deleted' ? 1 : 0;
    } else {
      const { metadata: written } = await client.apply(configMaps, {
        metadata,
        data: { value: `${seed}-${round}` },
      });
      made.add(written.resourceVersion);
    }
  }
  if (made.size < rounds / 2 || deleted === 0)
    throw new Error(`${rounds} rounds made only ${made.size} changes and ${deleted} deletions`);
}
