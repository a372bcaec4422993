import type { Component } from '../../api/component.js';
import { zookeeperHealth } from './health.js';
import { zookeeperMembership } from './membership/index.js';
import { renderZookeeper } from './render.js';
import { zookeeperRules } from './rules.js';

/** ZooKeeper 3.9 with dynamic reconfiguration: docs/components/zookeeper.md. */
export const zookeeper: Component = {
  rules: zookeeperRules,
  // An observer that finds no leader waits for one: all are started together.
  provisioningStages: [['server', 'observer']],
  // Those without a vote first: what they break, no client must do without.
  rolloutOrder: ['observer', 'server'],
  render: renderZookeeper,
  health: zookeeperHealth,
  membership: zookeeperMembership(),
};
