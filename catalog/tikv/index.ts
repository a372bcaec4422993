import type { Component } from '../../api/component.js';
import { tikvHealth } from './health.js';
import { tikvMembership } from './membership/index.js';
import { renderTikv } from './render.js';
import { tikvRules } from './rules.js';

/** TiKV with its placement driver, PD: docs/components/tikv.md. */
export const tikv: Component = {
  rules: tikvRules,
  // A store that finds no PD waits for it, and PD is healthy only with a store: all are started together.
  provisioningStages: [['pd', 'tikv']],
  // PD first, as a store of a newer version than PD is refused (docs.pingcap.com, "Upgrade TiDB Using TiUP").
  rolloutOrder: ['pd', 'tikv'],
  render: renderTikv,
  health: tikvHealth,
  membership: tikvMembership,
};
