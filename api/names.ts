/**
 * Names, labels and identifiers that every part derives in the same way. Free of zod, so that workflows may use it.
 */

/** API group and version of every kind of ours. */
export const group = 'statewright.io';
export const version = 'v1alpha1';

/** Field managers under which we apply: each owns other fields of an object. */
export const fieldManager = {
  workflow: 'statewright',
  controller: 'statewright-controller',
  client: 'statewright-client',
} as const;

/** Labels that we put on all we make. `clusterUid` is the mark of ownership: names can be used again, UIDs cannot. */
export const label = {
  managedBy: 'app.kubernetes.io/managed-by',
  component: 'app.kubernetes.io/name',
  cluster: `${group}/cluster`,
  clusterUid: `${group}/cluster-uid`,
  nodeType: `${group}/node-type`,
  tenant: `${group}/tenant`,
} as const;

/** Value of `label.managedBy`. */
export const managedBy = 'statewright';

/** Held on a DistributedCluster until everything made for it is proven gone. */
export const clusterFinalizer = `${group}/cluster`;

/**
 * Longest cluster and node type names in characters: a set is named `<cluster>-<nodeType>`, and the label
 * `controller-revision-hash` of its pods, `<set>-<10 characters>`, must fit the 63 of a label value.
 */
export const longestClusterName = 35;
export const longestNodeTypeName = 15;

/**
 * Longest name of a set in characters: the label `controller-revision-hash` of its pods, `<set>-<10 characters>`, and
 * their names, `<set>-<up to 10 digits>`, must fit the 63 of a label value.
 */
export const longestSetName = 52;

/** RFC 1123 label, the form that Kubernetes asks of the name of a set, a pod's hostname and most else. */
export const rfc1123LabelPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** RFC 1035 label, the form that Kubernetes asks of a Service's name. */
export const dnsLabelPattern = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** Whether `value` is an RFC 1035 label (what Kubernetes asks of a Service's name) of at most `longest` characters. */
export function isDnsLabel(value: string, longest = 63): boolean {
  return value.length <= longest && dnsLabelPattern.test(value);
}

/** Where something namespaced is. */
export interface ObjectKey {
  readonly namespace: string;
  readonly name: string;
}

/** `<namespace>/<name>`, as queues, logs and people write a key. */
export function formatKey(key: ObjectKey): string {
  return `${key.namespace}/${key.name}`;
}

/** The other way round; undefined if there is not exactly one slash with something on each side. */
export function parseKey(text: string): ObjectKey | undefined {
  const [namespace, name, ...rest] = text.split('/');
  if (!namespace || !name || rest.length > 0) return undefined;
  return { namespace, name };
}

/** The one workflow that serves a cluster. */
export function clusterWorkflowId(key: ObjectKey): string {
  return `cluster/${formatKey(key)}`;
}

/** Name of the set, and of the headless Service, of one node type. */
export function nodeTypeSetName(cluster: string, nodeType: string): string {
  return `${cluster}-${nodeType}`;
}
