import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { kubeconfigPath } from '../certificates/identities.js';
import { kubernetesLinks, kubernetesPath } from '../kubernetes-programs.js';
import { admission } from '../manifests/admission.js';
import { dnsManifests } from '../manifests/names.js';
import { platformAccess, systemNamespace } from '../manifests/rbac.js';
import { volumeManifests } from '../manifests/volumes.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { configPath } from '../steps/config-file.js';
import { secrets } from '../steps/secrets.js';
import type { Step } from '../steps/step.js';

const file = 'cluster-setup.yaml';

const manifests: Step = {
  name: 'manifests',
  needs: [secrets],
  async run({ stack }) {
    const objects = [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: systemNamespace } },
      ...volumeManifests,
      ...dnsManifests(stack.network),
      ...(await platformAccess(stack.paths)),
      ...(await admission(stack)),
    ];
    const path = configPath(stack, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, objects.map((object) => `---\n${stringify(object)}`).join(''));
  },
};

/** Puts into the cluster what its other parts and the platform count on: resource kinds, access, a StorageClass. */
export function clusterSetup(stack: Stack): Part {
  return {
    name: 'cluster-setup',
    summary: 'resource kinds, access rules, StorageClass',
    kind: 'task',
    needs: ['kube-apiserver'],
    steps: [kubernetesLinks, secrets, manifests],
    place: { kind: 'controlPlane' },
    command: [
      kubernetesPath(stack, 'kubectl'),
      `--kubeconfig=${kubeconfigPath(stack, 'admin')}`,
      ...['apply', '--server-side', '--force-conflicts', '--field-manager=statewright-stack'],
      `--filename=${configPath(stack, file)}`,
      `--filename=${join(stack.paths.project, 'charts/statewright/crds')}`,
    ],
    ready: { kind: 'none' },
  };
}
