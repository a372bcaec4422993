import { shellImage } from '../images/index.js';
import { clusterAccess, namespaceAccess, user } from './rbac.js';

/** Where the helper pods run that make and remove the directories of volumes. */
export const volumesNamespace = 'statewright-volumes';
export const volumesConfigMap = 'volumes';

/** The name in the certificate of the provisioner, and of what it is granted. */
const provisioner = 'statewright:volumes';

/** As a machine sees it. */
const folder = '/var/lib/statewright/volumes';

/** The provisioner's own settings: one directory on every machine. */
export const provisionerConfig = {
  nodePathMap: [{ node: 'DEFAULT_PATH_FOR_NON_LISTED_NODES', paths: [folder] }],
};

/** The pod that runs one of the scripts below on the machine of a volume. */
export const helperPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'helper-pod' },
  spec: {
    priorityClassName: 'system-node-critical',
    tolerations: [{ operator: 'Exists' }],
    containers: [{ name: 'helper-pod', image: shellImage, imagePullPolicy: 'Never' }],
  },
};

/** The default StorageClass and what its provisioner needs: directories, made when a pod needs them. */
export const volumeManifests: readonly object[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: volumesNamespace } },
  {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'volumes', namespace: volumesNamespace },
    automountServiceAccountToken: false,
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: volumesConfigMap, namespace: volumesNamespace },
    data: {
      setup: '#!/bin/sh\nset -eu\nmkdir -m 0777 -p "$VOL_DIR"\n',
      teardown: '#!/bin/sh\nset -eu\nrm -rf "$VOL_DIR"\n',
    },
  },
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name: 'standard',
      annotations: { 'storageclass.kubernetes.io/is-default-class': 'true', defaultVolumeType: 'local' },
    },
    provisioner: 'statewright.io/directories',
    volumeBindingMode: 'WaitForFirstConsumer',
    reclaimPolicy: 'Delete',
  },
  // As the manifest of local-path-provisioner v0.0.30 grants (deploy/local-path-storage.yaml), without what this one
  // does not do: it is told its settings by files, and is not in a pod whose ConfigMap it would read.
  ...clusterAccess(provisioner, user(provisioner), [
    { apiGroups: [''], resources: ['nodes', 'persistentvolumeclaims'], verbs: ['get', 'list', 'watch'] },
    {
      apiGroups: [''],
      resources: ['persistentvolumes'],
      verbs: ['get', 'list', 'watch', 'create', 'patch', 'update', 'delete'],
    },
    // Beside the claims that they are about.
    { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
    { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: ['get', 'list', 'watch'] },
  ]),
  // A helper pod is root on its machine: who could make one in any namespace could do anything.
  ...namespaceAccess(volumesNamespace, provisioner, user(provisioner), [
    { apiGroups: [''], resources: ['pods'], verbs: ['get', 'create', 'delete'] },
  ]),
];
