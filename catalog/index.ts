import type { Catalog, Component, ComponentRules } from '../api/component.js';
import { dask } from './dask/index.js';
import { elasticsearch } from './elasticsearch/index.js';
import { hdfs } from './hdfs/index.js';
import { jupyter } from './jupyter/index.js';
import { kafka } from './kafka/index.js';
import { kudu } from './kudu/index.js';
import { opensearch } from './opensearch/index.js';
import { postgresql } from './postgresql/index.js';
import { tikv } from './tikv/index.js';
import { yarn } from './yarn/index.js';
import { zookeeper } from './zookeeper/index.js';

const components: readonly Component[] = [
  opensearch,
  elasticsearch,
  kafka,
  zookeeper,
  kudu,
  hdfs,
  yarn,
  postgresql,
  dask,
  jupyter,
  tikv,
];

/** What the catalog knows as plain data, for validation and for the rules of the custom resource definition. */
export const catalogRules: readonly ComponentRules[] = components.map((component) => component.rules);

/** Every data system that the platform can run. To add one, write its folder and name it in the list above. */
export const catalog: Catalog = {
  rules: catalogRules,
  component: (name) => components.find((component) => component.rules.component === name),
};
