export { configMaps, secrets, type ConfigMap, type Secret } from './config.js';
export { events, leases, type Event, type Lease } from './coordination.js';
export { endpointSlices, services, type EndpointSlice, type Service } from './network.js';
export { namespaces, nodes, type Namespace, type Node } from './node.js';
export { pods, type ContainerStatus, type Pod } from './pod.js';
export { statefulSets, type StatefulSet } from './stateful-set.js';
export {
  persistentVolumeClaims,
  persistentVolumes,
  type PersistentVolume,
  type PersistentVolumeClaim,
} from './storage.js';
