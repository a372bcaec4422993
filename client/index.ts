/** What other systems import: `import { connect } from 'statewright'`. docs/sdk.md is the guide. */
export { connect, type ConnectOptions, type KubernetesSettings, type Statewright } from './statewright.js';
export type { Clusters } from './clusters.js';
export type { Sets } from './sets.js';
export type { FullMachineDescription, MachineSummary, Nodes, SweepOptions } from './nodes/nodes.js';
export type { AdoptOptions, AdoptOutcome } from './adoption/adopt.js';
export type { AdoptableKind } from './adoption/adoptable.js';
export type { ApplyOptions, ApplyOutcome } from './apply.js';
export { checkForm, type CheckedManifest } from './check.js';
export type { DeleteOptions, DeleteOutcome } from './delete.js';
export type { ClusterDescription } from './describe.js';
export type { EventDescription } from './description/event.js';
export type { PodDescription } from './description/pod.js';
export type { ServiceDescription } from './description/service.js';
export type { VolumeDescription } from './description/volume.js';
export type { ClusterSighting, Unanswered } from './observe.js';
export type { Addresses, ListAddressesOptions, ReleasedAddresses, ReleaseOptions } from './addresses.js';
export { signalNamesChanged, type Names, type NamesOfServiceOptions } from './names.js';
export type { NameSeen, NamesSeen } from './names-of-service.js';
export type {
  FollowOperationOptions,
  MembersToMove,
  OperationSighting,
  StartedOperation,
} from './offline.js';
export type { MemberResult, OperationProgress, OperationResult } from '../workflows/offline/contract.js';
export { isReady, unreadyReason } from './readiness.js';
export { specDifferences, type SpecDifference } from './spec-differences.js';
export {
  connectTemporal,
  signalChanged,
  type TemporalCall,
  type TemporalConnection,
  type TemporalSettings,
} from './temporal.js';
export type {
  ListServicesOptions,
  ServedService,
  ServiceView,
  Services,
  SweepVipsOptions,
} from './services.js';
export { signalVipChanged } from './vip-workflow.js';
export type { WatchOptions } from './watch.js';
export type { ClusterFacts } from './cluster-workflow.js';
export type {
  ChangeAccepted,
  ClusterInput,
  ClusterPhase,
  ClusterProgress,
  ConfigureRequest,
  ScaleRequest,
  Step,
  StepState,
  UpgradeRequest,
} from '../workflows/cluster/contract.js';
export type {
  ClusterConfig,
  DistributedCluster,
  DistributedClusterSpec,
} from '../api/distributed-cluster.js';
export { StatewrightError, type ErrorCode, type FieldProblem } from '../api/errors/index.js';
export { formatKey, parseKey, type ObjectKey } from '../api/names.js';
export { catalogRules } from '../catalog/index.js';
