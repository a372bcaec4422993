import type { Component } from '../../api/component.js';
import { opensearchEngine } from './engine.js';
import { searchHealth } from './health.js';
import { opensearchMembership } from './membership/index.js';
import { renderSearch } from './render.js';
import { opensearchRules } from './rules.js';

/** OpenSearch, with the API of Elasticsearch: docs/components/opensearch.md. */
export const opensearch: Component = {
  rules: opensearchRules,
  // Masters alone do not make a healthy cluster, and members without a master wait: all are started together.
  provisioningStages: [['master', 'data', 'client']],
  // Newer data nodes can follow an older master, not the reverse: the masters go last.
  rolloutOrder: ['data', 'client', 'master'],
  render: (cluster) => renderSearch(opensearchEngine, opensearchRules, cluster),
  health: (access) => searchHealth(opensearchEngine, access),
  membership: opensearchMembership,
};
