import type { Component } from '../../api/component.js';
import { kuduHealth } from './health.js';
import { kuduMembership } from './membership/index.js';
import { renderKudu } from './render.js';
import { kuduRules } from './rules.js';

/** Kudu: docs/components/kudu.md. */
export const kudu: Component = {
  rules: kuduRules,
  // Tablet servers that find no master wait for one: all are started together.
  provisioningStages: [['master', 'tserver']],
  // Kudu's documentation of upgrades: tablet servers before masters.
  rolloutOrder: ['tserver', 'master'],
  render: renderKudu,
  health: kuduHealth,
  membership: kuduMembership(),
};
