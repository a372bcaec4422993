import { KafkaLoad } from './harness/kafka-load.js';
import { describeSystemLife } from './harness/system-life.js';

const spec = {
  component: 'kafka',
  version: '4.1.0',
  tenant: 'tests',
  nodeTypes: [
    { name: 'controller', replicas: 1 },
    { name: 'broker', replicas: 4 },
  ],
};

describeSystemLife({
  title: 'Kafka',
  spec,
  changed: {
    ...spec,
    nodeTypes: spec.nodeTypes.map((nodeType) => ({
      ...nodeType,
      config: { 'log.cleaner.backoff.ms': 20_000 },
    })),
  },
  leaves: { nodeType: 'broker', ordinal: 1 },
  load: (stack, key) => new KafkaLoad(stack, key),
});
