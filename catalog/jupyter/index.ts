import type { Component } from '../../api/component.js';
import { jupyterHealth } from './health.js';
import { jupyterMembership } from './membership.js';
import { renderJupyter } from './render.js';
import { jupyterRules } from './rules.js';

/** JupyterLab servers: docs/components/jupyter.md. */
export const jupyter: Component = {
  rules: jupyterRules,
  provisioningStages: [['server']],
  rolloutOrder: ['server'],
  render: renderJupyter,
  health: jupyterHealth,
  membership: jupyterMembership(),
};
