import type { Component } from '../../api/component.js';
import { opensearchHealth } from './health.js';
import { opensearchMembership } from './membership/index.js';
import { renderOpensearch } from './render.js';
import { opensearchRules } from './rules.js';

/** OpenSearch, with the API of Elasticsearch: docs/components/opensearch.md. */
export const opensearch: Component = {
  rules: opensearchRules,
  // Masters alone do not make a healthy cluster, and members without a master wait: all are started together.
  provisioningStages: [['master', 'data', 'client']],
  // Newer data nodes can follow an older master, not the reverse: the masters go last.
  rolloutOrder: ['data', 'client', 'master'],
  render: renderOpensearch,
  health: opensearchHealth,
  membership: opensearchMembership,
};
