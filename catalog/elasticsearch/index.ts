import type { Component } from '../../api/component.js';
import { searchHealth } from '../opensearch/health.js';
import { opensearch } from '../opensearch/index.js';
import { searchMembership } from '../opensearch/membership/index.js';
import { renderSearch } from '../opensearch/render.js';
import { elasticsearchEngine } from './engine.js';
import { elasticsearchRules } from './rules.js';

/** Elasticsearch 8, of which OpenSearch was made: what differs is in `engine.ts`. docs/components/elasticsearch.md. */
export const elasticsearch: Component = {
  rules: elasticsearchRules,
  provisioningStages: opensearch.provisioningStages,
  rolloutOrder: opensearch.rolloutOrder,
  render: (cluster) => renderSearch(elasticsearchEngine, elasticsearchRules, cluster),
  health: (access) => searchHealth(elasticsearchEngine, access),
  membership: searchMembership(elasticsearchEngine),
};
