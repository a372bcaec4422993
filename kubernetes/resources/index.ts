export { roleBindings, roles, serviceAccounts } from './access.js';
export { ipAssignments, ipPools, ipReservations } from './addresses.js';
export { configMaps, secrets, type ConfigMap, type Secret } from './config.js';
export { controllerRevisions, type ControllerRevision } from './controller-revision.js';
export { events, leases, type Event, type Lease } from './coordination.js';
export {
  endpointSlices,
  ipAddresses,
  services,
  type EndpointSlice,
  type IPAddress,
  type Service,
} from './network.js';
export { namespaces, nodes, type Namespace, type Node } from './node.js';
export { looseConditionSchema, pods, podTemplates, type ContainerStatus, type Pod } from './pod.js';
export { advancedStatefulSets, fullStatefulSets, statefulSets, type StatefulSet } from './stateful-set.js';
export {
  persistentVolumeClaims,
  persistentVolumes,
  storageClasses,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type StorageClass,
} from './storage.js';
