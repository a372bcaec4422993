import { createHash } from 'node:crypto';
import type { ClusterToRender } from '../../api/component.js';
import type { ClusterConfig, NodeType } from '../../api/distributed-cluster.js';
import { nodeTypeSetName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import { ownedMetadata } from '../ownership.js';
import { leaveScript, schedulerRoutes } from './scheduler-routes.js';

type Setting = string | number | boolean | readonly string[];
interface Tree {
  [key: string]: Setting | Tree;
}

/** The module that the routes are in; its folder is on Python's path. */
const routesModule = 'statewright_routes';

/** Ours below, those of the owner above. */
function settings(nodeType: NodeType): Readonly<Record<string, Setting>> {
  const own: ClusterConfig = nodeType.config ?? {};
  return {
    'distributed.scheduler.http.routes': [
      'distributed.http.scheduler.prometheus',
      'distributed.http.scheduler.info',
      'distributed.http.scheduler.json',
      'distributed.http.health',
      'distributed.http.statics',
      routesModule,
    ],
    // A machine that is cut off is noticed after this, not after Dask's five minutes.
    'distributed.scheduler.worker-ttl': '60s',
    ...own,
  };
}

/** Nested as Dask reads them, in one order, whatever theirs was. Where a key is the beginning of another, the longer one counts. */
export function nested(flat: Readonly<Record<string, Setting>>): Tree {
  const root: Tree = {};
  for (const [key, value] of Object.entries(flat).toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const words = key.split('.');
    const last = words.pop() ?? key;
    let place = root;
    for (const word of words) {
      const below = Object.hasOwn(place, word) ? place[word] : undefined;
      const branch: Tree = isTree(below) ? below : {};
      Object.defineProperty(place, word, {
        value: branch,
        enumerable: true,
        writable: true,
        configurable: true,
      });
      place = branch;
    }
    Object.defineProperty(place, last, { value, enumerable: true, writable: true, configurable: true });
  }
  return root;
}

function isTree(value: Setting | Tree | undefined): value is Tree {
  return typeof value === 'object' && !Array.isArray(value);
}

function files(nodeType: NodeType): Readonly<Record<string, string>> {
  return {
    // JSON is YAML.
    'dask.yaml': `${JSON.stringify(nested(settings(nodeType)), null, 2)}\n`,
    ...(nodeType.name === 'scheduler'
      ? { [`${routesModule}.py`]: schedulerRoutes }
      : { 'leave.py': leaveScript }),
  };
}

/** The files that members of this node type start from, in a ConfigMap named like the set. */
export function configurationFiles(cluster: ClusterToRender, nodeType: NodeType): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: ownedMetadata(cluster, nodeTypeSetName(cluster.name, nodeType.name), nodeType.name),
    data: files(nodeType),
  };
}

/** Differs when members must be restarted for their configuration. */
export function configurationHash(nodeType: NodeType): string {
  return createHash('sha256')
    .update(JSON.stringify(files(nodeType)))
    .digest('hex')
    .slice(0, 16);
}
