import { createHash } from 'node:crypto';
import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { nodeTypeSetName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import { ownedMetadata } from '../ownership.js';
import { volumePath } from './paths.js';
import { clientPort } from './rules.js';
import { ownSettings } from './settings.js';

type Setting = string | number | boolean;

/** Notebooks and all else that people keep; the first volume of the owner. */
export function home({ volumes = [] }: NodeType): string {
  return volumePath(volumes[0]?.name ?? 'home');
}

/** `Class.trait` of each; the owner's over ours. Address and token come by the environment and the command line. */
function settings(nodeType: NodeType): Readonly<Record<string, Setting>> {
  return {
    'ServerApp.port': clientPort,
    'ServerApp.port_retries': 0,
    'ServerApp.open_browser': false,
    'ServerApp.root_dir': `${home(nodeType)}/notebooks`,
    'ServerApp.allow_remote_access': true,
    // The packages are those of the image.
    'LabApp.extension_manager': 'readonly',
    // Figures have no names of people or notebooks in them.
    'ServerApp.authenticate_prometheus': false,
    // A running kernel that nobody has open counts as in use until it is idle.
    'MappingKernelManager.cull_busy': false,
    ...ownSettings(nodeType),
  };
}

/** As Jupyter reads it: an object for each class. A key without a class is given to the server. */
export function serverConfiguration(nodeType: NodeType): string {
  const classes = new Map<string, Map<string, Setting>>();
  const all = Object.entries(settings(nodeType)).toSorted(([one], [other]) => (one < other ? -1 : 1));
  for (const [key, value] of all) {
    const dot = key.indexOf('.');
    const [name, trait] = dot < 0 ? ['ServerApp', key] : [key.slice(0, dot), key.slice(dot + 1)];
    classes.set(name, (classes.get(name) ?? new Map<string, Setting>()).set(trait, value));
  }
  const plain = Object.fromEntries([...classes].map(([name, traits]) => [name, Object.fromEntries(traits)]));
  return `${JSON.stringify(plain, null, 2)}\n`;
}

/** The file that members start from, in a ConfigMap named like the set. */
export function configurationFiles(cluster: ClusterToRender, nodeType: NodeType): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: ownedMetadata(cluster, nodeTypeSetName(cluster.name, nodeType.name), nodeType.name),
    data: { 'jupyter_server_config.json': serverConfiguration(nodeType) },
  };
}

/** Differs when members must be restarted for their configuration. */
export function configurationHash(nodeType: NodeType): string {
  return createHash('sha256').update(serverConfiguration(nodeType)).digest('hex').slice(0, 16);
}
