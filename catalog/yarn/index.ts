import type { Component } from '../../api/component.js';
import { yarnHealth } from './health.js';
import { yarnMembership } from './membership/index.js';
import { renderYarn } from './render.js';
import { yarnRules } from './rules.js';

/** YARN, one ResourceManager and its NodeManagers: docs/components/yarn.md. */
export const yarn: Component = {
  rules: yarnRules,
  // A NodeManager that finds no ResourceManager waits for it: all are started together.
  provisioningStages: [['resourcemanager', 'nodemanager']],
  rolloutOrder: ['resourcemanager', 'nodemanager'],
  render: renderYarn,
  health: yarnHealth,
  membership: yarnMembership,
};
