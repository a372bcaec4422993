import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderChart } from '../../harness/helm.js';
import type { ControlPlane } from './control-plane.js';
import { kubectl } from './kubectl.js';

/** Gives a user the rights that the chart gives controller and orchestrator, and no others, so that what is missing there is missed. */
export async function grantChartRights(
  plane: ControlPlane,
  user: 'nobody',
  values: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }];
  const granted = (await renderChart(values))
    .filter(({ apiVersion, kind }) => apiVersion.startsWith('rbac.') && kind !== 'Role')
    .filter(({ metadata }) => /-(controller|orchestrator)(-cluster)?$/.test(metadata.name))
    .filter((object) => object.kind === 'ClusterRole' || refersToClusterRole(object))
    .map((object) => (object.kind.endsWith('Binding') ? { ...object, subjects } : object));
  const file = join(plane.directory, `rights-of-${user}.json`);
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: granted }));
  await kubectl(await plane.kubeconfig(), 'apply', '-f', file);
}

/** Leases are no matter of these. */
function refersToClusterRole(binding: object): boolean {
  return JSON.stringify(binding).includes('"kind":"ClusterRole"');
}
