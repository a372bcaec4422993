import type { NodeType } from '../../api/distributed-cluster.js';
import type { Volume, VolumeMount } from '../kubernetes-objects.js';
import type { SearchEngine } from './engine.js';
import { dataPath, pathsOf } from './paths.js';

/** Names of our own volumes are longer than the 20 characters an owner's may have, so they never meet. */
const names = {
  configuration: 'statewright-configuration',
  given: 'statewright-configuration-given',
  temporary: 'statewright-temporary-files',
} as const;

const logsName = ({ name }: SearchEngine): string => `statewright-${name}-logs`;

/** Where a member without volumes keeps the little that it writes; gone with the pod. */
export function ephemeralData(engine: SearchEngine): { readonly name: string; readonly path: string } {
  return { name: 'statewright-ephemeral-data', path: dataPath(engine, 'ephemeral') };
}

const isEphemeral = (nodeType: NodeType): boolean => (nodeType.volumes ?? []).length === 0;

/** Volumes of the pod besides the claims of the set. */
export function podVolumes(engine: SearchEngine, nodeType: NodeType, configMap: string): readonly Volume[] {
  return [
    { name: names.given, configMap: { name: configMap } },
    { name: names.configuration, emptyDir: {} },
    { name: logsName(engine), emptyDir: {} },
    { name: names.temporary, emptyDir: {} },
    ...(isEphemeral(nodeType) ? [{ name: ephemeralData(engine).name, emptyDir: {} }] : []),
  ];
}

/** What the step that prepares the configuration sees. */
export function configureMounts(engine: SearchEngine): readonly VolumeMount[] {
  const paths = pathsOf(engine);
  return [
    { name: names.given, mountPath: paths.given, readOnly: true },
    { name: names.configuration, mountPath: paths.configuration },
  ];
}

/** What the system sees. Everything else of its file system is read-only. */
export function serverMounts(engine: SearchEngine, nodeType: NodeType): readonly VolumeMount[] {
  const paths = pathsOf(engine);
  const { name: ephemeral, path: mountPath } = ephemeralData(engine);
  const data = isEphemeral(nodeType)
    ? [{ name: ephemeral, mountPath }]
    : (nodeType.volumes ?? []).map(({ name }) => ({ name, mountPath: dataPath(engine, name) }));
  return [
    { name: names.configuration, mountPath: paths.configuration },
    { name: logsName(engine), mountPath: paths.logs },
    { name: names.temporary, mountPath: paths.temporary },
    ...data,
  ];
}
