import { maximalContainers, maximalInitContainers } from './maximal-containers.js';
import { maximalVolumes } from './maximal-volumes.js';

const labelSelector = {
  matchLabels: { app: 'web' },
  matchExpressions: [
    { key: 'tier', operator: 'In', values: ['a', 'b'] },
    { key: 'old', operator: 'DoesNotExist' },
  ],
};

const podTerms = [
  {
    topologyKey: 'kubernetes.io/hostname',
    labelSelector,
    namespaces: ['n'],
    namespaceSelector: { matchLabels: { team: 'a' } },
    matchLabelKeys: ['pod-template-hash'],
    mismatchLabelKeys: ['tenant'],
  },
];

const podAffinity = {
  requiredDuringSchedulingIgnoredDuringExecution: podTerms,
  preferredDuringSchedulingIgnoredDuringExecution: [
    { weight: 5, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector } },
  ],
};

const nodeTerm = {
  matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }],
  matchFields: [{ key: 'metadata.name', operator: 'NotIn', values: ['bad'] }],
};

const podSpec = {
  initContainers: maximalInitContainers,
  containers: maximalContainers,
  volumes: maximalVolumes,
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 17,
  dnsPolicy: 'None',
  dnsConfig: {
    nameservers: ['10.0.0.10'],
    searches: ['example.com'],
    options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }],
  },
  nodeSelector: { disk: 'ssd' },
  serviceAccountName: 'account',
  serviceAccount: 'account',
  automountServiceAccountToken: false,
  shareProcessNamespace: true,
  securityContext: {
    seLinuxOptions: { level: 's0:c1' },
    runAsUser: 1000,
    runAsGroup: 1000,
    runAsNonRoot: true,
    supplementalGroups: [1, 2],
    supplementalGroupsPolicy: 'Merge',
    fsGroup: 1000,
    fsGroupChangePolicy: 'OnRootMismatch',
    sysctls: [{ name: 'net.core.somaxconn', value: '1024' }],
    seccompProfile: { type: 'RuntimeDefault' },
    appArmorProfile: { type: 'RuntimeDefault' },
    seLinuxChangePolicy: 'Recursive',
  },
  imagePullSecrets: [{ name: 'registry' }],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [nodeTerm] },
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: nodeTerm }],
    },
    podAffinity,
    podAntiAffinity: podAffinity,
  },
  schedulerName: 'other-scheduler',
  tolerations: [
    { key: 'k', operator: 'Equal', value: 'v', effect: 'NoExecute', tolerationSeconds: 60 },
    { operator: 'Exists' },
  ],
  hostAliases: [{ ip: '10.0.0.1', hostnames: ['a.example'] }],
  priorityClassName: 'high',
  runtimeClassName: 'runc',
  enableServiceLinks: false,
  preemptionPolicy: 'Never',
  overhead: { cpu: '10m' },
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'zone',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector,
      minDomains: 2,
      nodeAffinityPolicy: 'Honor',
      nodeTaintsPolicy: 'Ignore',
      matchLabelKeys: ['pod-template-hash'],
    },
  ],
  setHostnameAsFQDN: false,
  os: { name: 'linux' },
  hostUsers: true,
  schedulingGates: [{ name: 'example.com/gate' }],
  resourceClaims: [
    { name: 'device', resourceClaimName: 'c' },
    { name: 'made', resourceClaimTemplateName: 't' },
  ],
  readinessGates: [{ conditionType: 'example.com/ready' }],
  hostname: 'h',
  subdomain: 's',
  nodeName: 'n',
};

/** A StatefulSet that apps/v1 of Kubernetes 1.35 accepts, with all fields that may stand together. */
export const maximalStatefulSetSpec = {
  replicas: 0,
  selector: labelSelector,
  template: {
    metadata: {
      labels: { app: 'web', tier: 'a' },
      annotations: { note: 'n' },
      finalizers: ['example.com/f'],
    },
    spec: podSpec,
  },
  volumeClaimTemplates: [
    {
      metadata: { name: 'data', labels: { a: 'b' }, annotations: { c: 'd' } },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' }, limits: { storage: '2Gi' } },
        storageClassName: 'fast',
        selector: labelSelector,
        dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 's' },
        volumeAttributesClassName: 'gold',
      },
    },
    {
      metadata: { name: 'block' },
      spec: {
        accessModes: ['ReadWriteMany'],
        resources: { requests: { storage: '1Gi' } },
        volumeMode: 'Block',
        volumeName: 'v',
        dataSourceRef: { apiGroup: 'example.com', kind: 'Image', name: 'i' },
      },
    },
  ],
  serviceName: 'web',
  podManagementPolicy: 'Parallel',
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2, maxUnavailable: '10%' } },
  revisionHistoryLimit: 3,
  minReadySeconds: 4,
  persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' },
  ordinals: { start: 5 },
};
