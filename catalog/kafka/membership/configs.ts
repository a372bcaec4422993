import type { Ask } from '../ask.js';
import { describeConfigs, incrementalAlterConfigs } from '../protocol/messages.js';
import { expectDone } from '../refusal.js';

/** Types of resources that have settings (org.apache.kafka.common.config.ConfigResource.Type). */
const topicType = 2;
const brokerType = 4;

/** Kafka's name for what holds for all brokers that have nothing of their own. */
const allBrokers = '';

export interface TopicSettings {
  readonly minInSync: number;
  /** The replicas that are throttled while they catch up, `*` for all, empty for none. */
  readonly throttled: string;
}

export const rateSettings = [
  'leader.replication.throttled.rate',
  'follower.replication.throttled.rate',
] as const;
export const throttledSettings = [
  'leader.replication.throttled.replicas',
  'follower.replication.throttled.replicas',
] as const;

/** Settings of topics by their names. */
export async function readTopicSettings(
  ask: Ask,
  topics: readonly string[],
): Promise<ReadonlyMap<string, TopicSettings>> {
  if (topics.length === 0) return new Map();
  const configurationKeys = ['min.insync.replicas', ...throttledSettings];
  const reply = await ask(describeConfigs, {
    resources: topics.map((name) => ({ resourceType: topicType, resourceName: name, configurationKeys })),
    includeSynonyms: false,
    includeDocumentation: false,
  });
  // A topic that was deleted a moment ago has no settings, and no partitions at the next look.
  const known = reply.results.filter(({ errorCode }) => errorCode === 0);
  return new Map(
    known.map(({ resourceName, configs }) => {
      const value = (name: string) => configs.find((config) => config.name === name)?.value ?? '';
      const throttled = throttledSettings.map(value).join('');
      return [resourceName, { minInSync: Number(value('min.insync.replicas')) || 1, throttled }];
    }),
  );
}

/** Names of the settings that hold for all brokers. Kafka hides the values of those that it does not know. */
export async function readBrokerDefaults(ask: Ask): Promise<ReadonlySet<string>> {
  const reply = await ask(describeConfigs, {
    resources: [{ resourceType: brokerType, resourceName: allBrokers, configurationKeys: null }],
    includeSynonyms: false,
    includeDocumentation: false,
  });
  for (const result of reply.results) expectDone('reading the settings of all brokers', result);
  return new Set(reply.results.flatMap(({ configs }) => configs.map(({ name }) => name)));
}

/** A value sets, null takes the setting away; taking away what is not there is fine. */
export type Changes = Readonly<Record<string, string | null>>;

export async function changeBrokerDefaults(ask: Ask, changes: Changes): Promise<void> {
  await change(ask, [{ resourceType: brokerType, resourceName: allBrokers, changes }]);
}

export async function changeTopics(ask: Ask, topics: readonly string[], changes: Changes): Promise<void> {
  await change(
    ask,
    topics.map((resourceName) => ({ resourceType: topicType, resourceName, changes })),
  );
}

interface ResourceChange {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly changes: Changes;
}

async function change(ask: Ask, resources: readonly ResourceChange[]): Promise<void> {
  if (resources.length === 0) return;
  const reply = await ask(incrementalAlterConfigs, {
    resources: resources.map(({ changes, ...resource }) => ({
      ...resource,
      configs: Object.entries(changes).map(([name, value]) => ({
        name,
        configOperation: value === null ? 1 : 0,
        value,
      })),
    })),
    validateOnly: false,
  });
  for (const result of reply.responses) {
    expectDone(`changing settings of "${result.resourceName || 'all brokers'}"`, result);
  }
}
