import type { Component } from '../../api/component.js';
import { daskHealth } from './health.js';
import { daskMembership } from './membership.js';
import { renderDask } from './render.js';
import { daskRules } from './rules.js';

/** Dask's scheduler and workers: docs/components/dask.md. */
export const dask: Component = {
  rules: daskRules,
  // Workers wait for the scheduler.
  provisioningStages: [['scheduler', 'worker']],
  // The scheduler loses all that the workers hold: it goes first, before anything was moved for nothing.
  rolloutOrder: ['scheduler', 'worker'],
  render: renderDask,
  health: daskHealth,
  membership: daskMembership,
};
