import type { Adjustments } from './kubernetes-schema.js';

/** SetDefaults_…VolumeSource: 0644 in octal. */
const readableByAll = { defaultMode: 0o644 };

/**
 * What Kubernetes 1.35 does to the template of a StatefulSet in code, where its OpenAPI is silent: defaults from
 * pkg/apis/core/v1/defaults.go, and what pkg/apis/core/validation asks for or does without.
 */
export const appsV1Adjustments: Adjustments = {
  PodSpec: {
    defaults: {
      dnsPolicy: 'ClusterFirst',
      restartPolicy: 'Always',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
      schedulerName: 'default-scheduler',
    },
    bounds: { containers: { minItems: 1 }, restartPolicy: { enum: ['Always'] } },
    repeatable: ['hostAliases', 'imagePullSecrets'],
    // No template may have them (ValidatePodTemplateSpec); they are added to pods that run.
    forbidden: ['ephemeralContainers'],
  },
  PodTemplateSpec: { required: ['metadata', 'spec'] },
  Container: {
    defaults: { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' },
    required: ['image'],
    repeatable: ['env', 'ports'],
  },
  ObjectMeta: { repeatable: ['finalizers', 'ownerReferences'] },
  Probe: { defaults: { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 } },
  HTTPGetAction: { defaults: { path: '/', scheme: 'HTTP' } },
  GRPCAction: { defaults: { service: '' } },
  // Quantities that are left out are 0, and written out.
  ResourceFieldSelector: { defaults: { divisor: '0' } },
  PreferredSchedulingTerm: { optional: ['preference'] },
  HTTPHeader: { optional: ['value'] },
  SleepAction: { optional: ['seconds'] },
  Sysctl: { optional: ['value'] },
  ISCSIVolumeSource: { optional: ['lun'] },
  ScaleIOVolumeSource: { optional: ['secretRef'] },
  // Nobody reads them in a template.
  OwnerReference: { optional: ['apiVersion', 'kind', 'name', 'uid'] },
  LabelSelectorRequirement: { bounds: { operator: { enum: ['In', 'NotIn', 'Exists', 'DoesNotExist'] } } },
  ObjectFieldSelector: { defaults: { apiVersion: 'v1' } },
  HostPathVolumeSource: { defaults: { type: '' } },
  SecretVolumeSource: { defaults: readableByAll },
  ConfigMapVolumeSource: { defaults: readableByAll },
  DownwardAPIVolumeSource: { defaults: readableByAll },
  ProjectedVolumeSource: { defaults: readableByAll },
  ServiceAccountTokenProjection: { defaults: { expirationSeconds: 3600 } },
  PersistentVolumeClaim: {
    required: ['metadata', 'spec'],
    defaults: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } },
  },
  PersistentVolumeClaimSpec: {
    defaults: { volumeMode: 'Filesystem' },
    required: ['accessModes', 'resources'],
    bounds: { accessModes: { minItems: 1 } },
  },
  PersistentVolumeClaimStatus: { defaults: { phase: 'Pending' } },
  // The rule against shrinking reads them.
  VolumeResourceRequirements: { readable: true, required: ['requests'] },
};
