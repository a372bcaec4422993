import type { ComponentRules } from '../../api/component.js';
import { opensearchRules } from '../opensearch/rules.js';

/** Node types, sizes and ports are those of OpenSearch; so are the settings for the platform, and some more. */
export const elasticsearchRules: ComponentRules = {
  ...opensearchRules,
  component: 'elasticsearch',
  title: 'Elasticsearch',
  versions: ['8.17.0'],
  forbiddenSettings: [
    ...opensearchRules.forbiddenSettings,
    { key: 'xpack.security.', reason: 'members, health and operations speak plain HTTP' },
    { key: 'xpack.ml.enabled', reason: 'the memory of a pod is not divided for its processes' },
  ],
};
