import type { ClusterVolume, DistributedClusterSpec } from './distributed-cluster.js';
import type { ComponentAccess } from './component-access.js';
import type { Membership } from './membership.js';
import type { Manifest, OwnerReference } from './object-meta.js';

export type { ComponentAccess } from './component-access.js';

/** What the catalog knows of one node type of a component. Plain data: it is also turned into CEL rules of the CRD. */
export interface NodeTypeRule {
  readonly name: string;
  /** What members of this type are for, in a few words. */
  readonly purpose: string;
  /** Fewest replicas with which the component works; 0 makes the node type optional. */
  readonly minimum: number;
  readonly maximum?: number;
  /** Whether an even number is refused: of members that vote, one more than an odd number would survive no more. */
  readonly odd?: boolean;
  /** Whether the members elect among themselves: then fewer than half of them may leave at once. */
  readonly voting: boolean;
  /** Fewest volumes of a member; 0 where a member keeps nothing that must outlive its pod. */
  readonly minimumVolumes: number;
  /** Where a member tells its figures in the text format of Prometheus, at its own address; absent where it does not. */
  readonly metrics?: MetricsEndpoint;
  /** Least memory of a member, a Kubernetes quantity. */
  readonly minimumMemory: string;
  readonly defaults: {
    /** Kubernetes quantities. */
    readonly cpu: string;
    readonly memory: string;
    readonly volumes: readonly ClusterVolume[];
  };
}

export interface MetricsEndpoint {
  readonly port: number;
  /** Begins with `/`. */
  readonly path: string;
}

/** A setting that owners may not change, and why. A key that ends with `.` stands for all keys that begin with it. */
export interface ForbiddenSetting {
  readonly key: string;
  readonly reason: string;
}

/** What the catalog knows of one component, as data. */
export interface ComponentRules {
  readonly component: string;
  /** Name for people, for example `OpenSearch`. */
  readonly title: string;
  /** Oldest first. */
  readonly versions: readonly string[];
  readonly nodeTypes: readonly NodeTypeRule[];
  /** Node type that answers clients when the spec does not say. */
  readonly exposed: string;
  /** Port at which the exposed node type serves clients. */
  readonly clientPort: number;
  /** How clients write the address, for example `http`; without it they are given `host:port`. */
  readonly clientScheme?: string;
  readonly forbiddenSettings: readonly ForbiddenSetting[];
}

/** A cluster as its objects are made from: the spec with the catalog's defaults, and who owns the result. */
export interface ClusterToRender {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly spec: DistributedClusterSpec;
  /** Whether the members have formed a cluster once; a first start may need settings that a later one must not have. */
  readonly formed: boolean;
}

/**
 * A Secret of which the catalog says only which keys it has: the values are made at random when it is not there yet, and are
 * never written again. They are in the API server and nowhere else: not in specs, activities' results or logs.
 */
export interface GeneratedSecret {
  /** Complete, with ownership marks: it goes with its cluster. */
  readonly metadata: Manifest['metadata'];
  /**
   * Each is given 32 random letters and digits. A Secret that exists keeps the keys it was made with: what a later version
   * needs besides is another Secret.
   */
  readonly keys: readonly string[];
}

export interface RenderedCluster {
  /** Services, ConfigMaps and the like; complete, with ownership marks. */
  readonly shared: readonly Manifest[];
  /** Passwords and the like; there before what is shared and the sets. */
  readonly secrets?: readonly GeneratedSecret[];
  /** One set for each node type of the spec. */
  readonly sets: readonly { readonly nodeType: string; readonly manifest: Manifest }[];
}

export interface ComponentHealth {
  readonly state: 'Healthy' | 'Degraded' | 'Unhealthy' | 'Unknown';
  /** The system's own view in a sentence with its numbers. */
  readonly summary: string;
  /** How many members the system itself counts. */
  readonly joined: number;
}

/** One folder of catalog/: everything the platform knows of one data system. */
export interface Component {
  readonly rules: ComponentRules;
  /** Node types that are brought up together, stage by stage. */
  readonly provisioningStages: readonly (readonly string[])[];
  /** Order in which node types are restarted for a new configuration or version. */
  readonly rolloutOrder: readonly string[];
  /** Pure: the same cluster gives the same objects. */
  render(cluster: ClusterToRender): RenderedCluster;
  /** Asks the system itself. Throws StatewrightError `ComponentUnavailable` if no member answers. */
  health(access: ComponentAccess): Promise<ComponentHealth>;
  /** How members leave and come back; without it they are stopped and started like any pod. */
  readonly membership?: Membership;
}

/** The catalog as others see it. */
export interface Catalog {
  readonly rules: readonly ComponentRules[];
  /** Undefined for an unknown component. */
  component(name: string): Component | undefined;
}

/** The owner reference that ties what we make to its cluster. */
export function clusterOwner(cluster: { readonly name: string; readonly uid: string }): OwnerReference {
  return {
    apiVersion: 'statewright.io/v1alpha1',
    kind: 'DistributedCluster',
    name: cluster.name,
    uid: cluster.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}
