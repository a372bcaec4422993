import { PostgresqlLoad } from './harness/postgresql-load.js';
import { describeSystemLife } from './harness/system-life.js';

const spec = {
  component: 'postgresql',
  version: '15',
  tenant: 'tests',
  nodeTypes: [{ name: 'server', replicas: 3 }],
};

describeSystemLife({
  title: 'PostgreSQL',
  spec,
  changed: { ...spec, nodeTypes: [{ name: 'server', replicas: 3, config: { max_connections: 120 } }] },
  // The first member is the primary at first: it hands over, and later follows.
  leaves: { nodeType: 'server', ordinal: 0 },
  load: (stack, key) => new PostgresqlLoad(stack, key),
});
