import { describeSystemLife } from './harness/system-life.js';
import { ZookeeperLoad } from './harness/zookeeper-load.js';

const spec = {
  component: 'zookeeper',
  version: '3.9.4',
  tenant: 'tests',
  nodeTypes: [{ name: 'server', replicas: 3 }],
};

describeSystemLife({
  title: 'ZooKeeper',
  spec,
  changed: { ...spec, nodeTypes: [{ name: 'server', replicas: 3, config: { maxClientCnxns: 120 } }] },
  leaves: { nodeType: 'server', ordinal: 1 },
  load: (stack, key) => new ZookeeperLoad(stack, key),
});
