import type { NodeType } from '../../api/distributed-cluster.js';
import type { Volume, VolumeMount } from '../kubernetes-objects.js';
import { dataPath, paths } from './paths.js';

/** Names of our own volumes are longer than the 20 characters an owner's may have, so they never meet. */
const names = {
  configuration: 'statewright-configuration',
  given: 'statewright-configuration-given',
  logs: 'statewright-opensearch-logs',
  temporary: 'statewright-temporary-files',
} as const;

/** Where a member without volumes keeps the little that it writes; gone with the pod. */
export const ephemeralData = { name: 'statewright-ephemeral-data', path: dataPath('ephemeral') } as const;

const isEphemeral = (nodeType: NodeType): boolean => (nodeType.volumes ?? []).length === 0;

/** Volumes of the pod besides the claims of the set. */
export function podVolumes(nodeType: NodeType, configMap: string): readonly Volume[] {
  return [
    { name: names.given, configMap: { name: configMap } },
    { name: names.configuration, emptyDir: {} },
    { name: names.logs, emptyDir: {} },
    { name: names.temporary, emptyDir: {} },
    ...(isEphemeral(nodeType) ? [{ name: ephemeralData.name, emptyDir: {} }] : []),
  ];
}

/** What the step that prepares the configuration sees. */
export const configureMounts: readonly VolumeMount[] = [
  { name: names.given, mountPath: paths.given, readOnly: true },
  { name: names.configuration, mountPath: paths.configuration },
];

/** What OpenSearch sees. Everything else of its file system is read-only. */
export function serverMounts(nodeType: NodeType): readonly VolumeMount[] {
  const data = isEphemeral(nodeType)
    ? [{ name: ephemeralData.name, mountPath: ephemeralData.path }]
    : (nodeType.volumes ?? []).map(({ name }) => ({ name, mountPath: dataPath(name) }));
  return [
    { name: names.configuration, mountPath: paths.configuration },
    { name: names.logs, mountPath: paths.logs },
    { name: names.temporary, mountPath: paths.temporary },
    ...data,
  ];
}
