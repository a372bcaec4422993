export {
  advancedStatefulSetManifestSchema,
  advancedStatefulSetSchema,
  type AdvancedStatefulSet,
  type AdvancedStatefulSetManifest,
  type AdvancedStatefulSetSpec,
  type AdvancedStatefulSetStatus,
  type OfflineStrategy,
  type UpdateStrategy,
} from './advanced-stateful-set.js';
export { clusterOwner } from './component.js';
export type {
  Catalog,
  ClusterToRender,
  Component,
  ComponentAccess,
  ComponentHealth,
  ComponentRules,
  ForbiddenSetting,
  NodeTypeRule,
  RenderedCluster,
} from './component.js';
export { withDefaults } from './defaults.js';
export { distributedClusterManifestSchema, distributedClusterSchema } from './distributed-cluster.js';
export type {
  ClusterConfig,
  ClusterVolume,
  DistributedCluster,
  DistributedClusterManifest,
  DistributedClusterSpec,
  DistributedClusterStatus,
  NodeType,
} from './distributed-cluster.js';
export * from './errors/index.js';
export * from './names.js';
export type { Condition, Manifest, ObjectMeta, OwnerReference } from './object-meta.js';
export * from './ordinals.js';
export type { IntOrString, LabelSelector, PodTemplate, VolumeClaimTemplate } from './pod-template.js';
export { formatBytes, parseQuantity } from './quantity.js';
export * from './network/index.js';
export { selectorIsEmpty, selectorMatches } from './label-selector.js';
export { validateSet, validateSetName } from './validation/advanced-stateful-set.js';
export { validateSetChange, validateSetUpdate } from './validation/advanced-stateful-set-change.js';
export { validateChange, validateUpdate } from './validation/change.js';
export type { MachineCapacity } from './validation/machines.js';
export { parseManifest, type ParsedManifest } from './validation/manifest.js';
export { parseSetManifest, type ParsedSetManifest } from './validation/set-manifest.js';
export { validateSpec } from './validation/spec.js';
