/** A volume of every kind, each with every field that can stand beside the others. */
export const maximalVolumes: readonly Readonly<Record<string, unknown>>[] = [
  { name: 'aws', awsElasticBlockStore: { volumeID: 'vol-1', fsType: 'ext4', partition: 1, readOnly: true } },
  { name: 'azure-disk', azureDisk: { diskName: 'd', diskURI: 'https://blob/disk.vhd', kind: 'Dedicated' } },
  {
    name: 'azure-managed',
    azureDisk: {
      diskName: 'd',
      diskURI: '/subscriptions/1/disk',
      kind: 'Managed',
      cachingMode: 'None',
      fsType: 'xfs',
      readOnly: true,
    },
  },
  { name: 'azure-file', azureFile: { secretName: 's', shareName: 'share', readOnly: true } },
  {
    name: 'ceph',
    cephfs: {
      monitors: ['10.0.0.1:6789'],
      path: '/a',
      user: 'u',
      secretFile: '/etc/s',
      secretRef: { name: 's' },
      readOnly: true,
    },
  },
  { name: 'cinder', cinder: { volumeID: 'v', fsType: 'ext4', readOnly: true, secretRef: { name: 's' } } },
  {
    name: 'config',
    configMap: {
      name: 'c',
      optional: true,
      defaultMode: 256,
      items: [{ key: 'k', path: 'p', mode: 511 }],
    },
  },
  { name: 'config-plain', configMap: { name: 'c' } },
  {
    name: 'csi',
    csi: {
      driver: 'csi.example',
      fsType: 'ext4',
      readOnly: true,
      nodePublishSecretRef: { name: 's' },
      volumeAttributes: { a: 'b' },
    },
  },
  {
    name: 'downward',
    downwardAPI: {
      defaultMode: 292,
      items: [
        { path: 'name', fieldRef: { fieldPath: 'metadata.name' }, mode: 256 },
        {
          path: 'cpu',
          resourceFieldRef: { containerName: 'main', resource: 'limits.cpu', divisor: '1m' },
        },
      ],
    },
  },
  { name: 'downward-plain', downwardAPI: {} },
  { name: 'empty', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
  {
    name: 'ephemeral',
    ephemeral: {
      volumeClaimTemplate: {
        metadata: { labels: { a: 'b' }, annotations: { c: 'd' } },
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
          storageClassName: 'fast',
        },
      },
    },
  },
  {
    name: 'fc',
    fc: { targetWWNs: ['50060e801049cfd1'], lun: 0, fsType: 'ext4', readOnly: true },
  },
  { name: 'fc-wwids', fc: { wwids: ['3600508b400105e210000900000490000'] } },
  {
    name: 'flex',
    flexVolume: {
      driver: 'example.com/flex',
      fsType: 'ext4',
      secretRef: { name: 's' },
      readOnly: true,
      options: { a: 'b' },
    },
  },
  { name: 'flocker', flocker: { datasetName: 'd' } },
  { name: 'flocker-id', flocker: { datasetUUID: 'b9b3d5b2' } },
  { name: 'gce', gcePersistentDisk: { pdName: 'd', fsType: 'ext4', partition: 1, readOnly: true } },
  { name: 'git', gitRepo: { repository: 'https://git.example/r', revision: 'abc', directory: 'd' } },
  { name: 'gluster', glusterfs: { endpoints: 'e', path: 'p', readOnly: true } },
  { name: 'host', hostPath: { path: '/data', type: 'DirectoryOrCreate' } },
  { name: 'host-plain', hostPath: { path: '/data' } },
  { name: 'image', image: { reference: 'registry.example/data:1', pullPolicy: 'Never' } },
  {
    name: 'iscsi',
    iscsi: {
      targetPortal: '10.0.0.1:3260',
      iqn: 'iqn.2001-04.com.example:storage',
      lun: 1,
      iscsiInterface: 'tcp',
      fsType: 'ext4',
      readOnly: true,
      portals: ['10.0.0.2:3260'],
      chapAuthDiscovery: true,
      chapAuthSession: true,
      secretRef: { name: 's' },
      initiatorName: 'iqn.1996-04.com.example:i',
    },
  },
  {
    name: 'iscsi-plain',
    iscsi: { targetPortal: '10.0.0.1:3260', iqn: 'iqn.2001-04.com.example:storage' },
  },
  { name: 'nfs', nfs: { server: 'n', path: '/p', readOnly: true } },
  { name: 'claim', persistentVolumeClaim: { claimName: 'c', readOnly: true } },
  { name: 'photon', photonPersistentDisk: { pdID: 'p', fsType: 'ext4' } },
  { name: 'portworx', portworxVolume: { volumeID: 'p', fsType: 'ext4', readOnly: true } },
  {
    name: 'projected',
    projected: {
      defaultMode: 256,
      sources: [
        { configMap: { name: 'c', optional: true, items: [{ key: 'k', path: 'c' }] } },
        { secret: { name: 's', optional: true, items: [{ key: 'k', path: 's' }] } },
        { downwardAPI: { items: [{ path: 'd', fieldRef: { fieldPath: 'metadata.uid' } }] } },
        { serviceAccountToken: { audience: 'a', expirationSeconds: 7200, path: 't' } },
        { serviceAccountToken: { path: 't2' } },
        { clusterTrustBundle: { name: 'b', path: 'b.pem', optional: true } },
        {
          clusterTrustBundle: {
            signerName: 'example.com/signer',
            labelSelector: { matchLabels: { a: 'b' } },
            path: 'c.pem',
          },
        },
      ],
    },
  },
  {
    name: 'quobyte',
    quobyte: { registry: 'r:7861', volume: 'v', readOnly: true, user: 'u', group: 'g', tenant: 't' },
  },
  {
    name: 'rbd',
    rbd: {
      monitors: ['10.0.0.1:6789'],
      image: 'i',
      fsType: 'ext4',
      pool: 'p',
      user: 'u',
      keyring: '/etc/k',
      secretRef: { name: 's' },
      readOnly: true,
    },
  },
  { name: 'rbd-plain', rbd: { monitors: ['10.0.0.1:6789'], image: 'i' } },
  {
    name: 'scale-io',
    scaleIO: {
      gateway: 'https://g',
      system: 's',
      secretRef: { name: 's' },
      sslEnabled: true,
      protectionDomain: 'p',
      storagePool: 'p',
      storageMode: 'ThickProvisioned',
      volumeName: 'v',
      fsType: 'ext4',
      readOnly: true,
    },
  },
  {
    name: 'scale-io-plain',
    scaleIO: { gateway: 'https://g', system: 's', secretRef: { name: 's' }, volumeName: 'v' },
  },
  {
    name: 'secret',
    secret: { secretName: 's', optional: true, defaultMode: 256, items: [{ key: 'k', path: 'p' }] },
  },
  {
    name: 'storage-os',
    storageos: {
      volumeName: 'v',
      volumeNamespace: 'n',
      fsType: 'ext4',
      readOnly: true,
      secretRef: { name: 's' },
    },
  },
  {
    name: 'vsphere',
    vsphereVolume: { volumePath: '[ds] v', fsType: 'ext4', storagePolicyName: 'p', storagePolicyID: 'i' },
  },
];
