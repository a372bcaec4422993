import type { Component } from '../../api/component.js';
import { postgresqlHealth } from './health.js';
import { postgresqlMembership } from './membership/index.js';
import { renderPostgresql } from './render.js';
import { postgresqlRules, server } from './rules.js';

/** PostgreSQL with Patroni, which keeps its leader in Kubernetes: docs/components/postgresql.md. */
export const postgresql: Component = {
  rules: postgresqlRules,
  provisioningStages: [[server]],
  rolloutOrder: [server],
  render: renderPostgresql,
  health: postgresqlHealth,
  membership: postgresqlMembership,
};
