/** What cannot stand beside what the maximal set has, or means nothing in a template and is kept all the same. */

const labels = { app: 'web' };

const windowsOptions = {
  gmsaCredentialSpecName: 'g',
  gmsaCredentialSpec: 'spec',
  runAsUserName: 'u',
  hostProcess: false,
};

/** Pods on Windows. */
export const windowsSetSpec = {
  selector: { matchLabels: labels },
  serviceName: 'web',
  template: {
    metadata: { labels },
    spec: {
      os: { name: 'windows' },
      securityContext: { windowsOptions },
      containers: [
        { name: 'main', image: 'i:1', imagePullPolicy: 'IfNotPresent', securityContext: { windowsOptions } },
      ],
    },
  },
};

const metadata = {
  name: 'n',
  generateName: 'g-',
  namespace: 'default',
  selfLink: '/s',
  uid: 'u',
  resourceVersion: '1',
  generation: 2,
  creationTimestamp: '2026-01-02T03:04:05Z',
  deletionTimestamp: '2026-01-02T03:04:05Z',
  deletionGracePeriodSeconds: 3,
  labels,
  annotations: { a: 'b' },
  finalizers: ['example.com/f'],
  ownerReferences: [
    { apiVersion: 'v1', kind: 'ConfigMap', name: 'c', uid: 'u', controller: true, blockOwnerDeletion: true },
  ],
  managedFields: [
    {
      manager: 'm',
      operation: 'Apply',
      apiVersion: 'v1',
      time: '2026-01-02T03:04:05Z',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': { 'k:{"name":"a"}': {} } },
      subresource: 'status',
    },
  ],
};

/** Pods close to their host; metadata and a claim's status in full. */
export const hostSetSpec = {
  selector: { matchLabels: labels },
  serviceName: 'web',
  updateStrategy: { type: 'OnDelete' },
  template: {
    metadata,
    spec: {
      os: { name: 'linux' },
      hostNetwork: true,
      hostPID: true,
      hostIPC: true,
      hostUsers: true,
      priority: 7,
      resources: { limits: { cpu: '2' }, requests: { cpu: '1' } },
      workloadRef: { name: 'w', podGroup: 'g', podGroupReplicaKey: '0' },
      containers: [
        {
          name: 'main',
          image: 'i:1',
          imagePullPolicy: 'IfNotPresent',
          ports: [{ containerPort: 80, hostPort: 80 }],
          lifecycle: { stopSignal: 'SIGUSR1' },
          restartPolicy: 'Never',
          restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [42, 43] } }],
          env: [
            {
              name: 'FILE',
              valueFrom: { fileKeyRef: { volumeName: 'made', path: 'env', key: 'K', optional: true } },
            },
            {
              name: 'FIELD',
              valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } },
            },
          ],
        },
      ],
      volumes: [
        { name: 'made', emptyDir: {} },
        {
          name: 'certificate',
          projected: {
            sources: [
              {
                podCertificate: {
                  signerName: 'example.com/signer',
                  keyType: 'ED25519',
                  maxExpirationSeconds: 7200,
                  credentialBundlePath: 'bundle.pem',
                  userAnnotations: { 'example.com/a': 'b' },
                },
              },
              {
                podCertificate: {
                  signerName: 'example.com/signer',
                  keyType: 'ED25519',
                  keyPath: 'key.pem',
                  certificateChainPath: 'chain.pem',
                },
              },
            ],
          },
        },
      ],
    },
  },
  volumeClaimTemplates: [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { ...metadata, name: 'data' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
        dataSourceRef: { apiGroup: 'example.com', kind: 'Image', name: 'i', namespace: 'other' },
      },
      status: {
        phase: 'Bound',
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '1Gi' },
        allocatedResources: { storage: '1Gi' },
        allocatedResourceStatuses: { storage: 'NodeResizePending' },
        currentVolumeAttributesClassName: 'gold',
        modifyVolumeStatus: { status: 'Pending', targetVolumeAttributesClassName: 'gold' },
        conditions: [
          {
            type: 'Resizing',
            status: 'True',
            reason: 'R',
            message: 'm',
            lastProbeTime: '2026-01-02T03:04:05Z',
            lastTransitionTime: '2026-01-02T03:04:05Z',
          },
        ],
      },
    },
  ],
};

/** Pods with a hostname that the set does not give. */
export const namedSetSpec = {
  selector: { matchLabels: labels },
  serviceName: 'web',
  template: {
    metadata: { labels },
    spec: {
      hostnameOverride: 'other.example',
      containers: [{ name: 'main', image: 'i:1', imagePullPolicy: 'IfNotPresent' }],
    },
  },
};
