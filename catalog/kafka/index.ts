import type { Component } from '../../api/component.js';
import { kafkaHealth } from './health.js';
import { kafkaMembership } from './membership/index.js';
import { renderKafka } from './render.js';
import { kafkaRules } from './rules.js';

/** Kafka without ZooKeeper (KRaft): docs/components/kafka.md. */
export const kafka: Component = {
  rules: kafkaRules,
  // A broker that finds no controllers waits for them: all are started together.
  provisioningStages: [['controller', 'broker']],
  // Controllers first, as Kafka's own upgrade does for a new version of its metadata.
  rolloutOrder: ['controller', 'broker'],
  render: renderKafka,
  health: kafkaHealth,
  membership: kafkaMembership(),
};
