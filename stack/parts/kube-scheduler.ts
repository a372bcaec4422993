import { join } from 'node:path';
import { kubeconfigPath } from '../certificates/identities.js';
import { kubernetesLinks, kubernetesPath } from '../kubernetes-programs.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { network } from '../steps/network.js';
import { secrets } from '../steps/secrets.js';

export function kubeScheduler(stack: Stack): Part {
  const secret = (file: string): string => join(stack.paths.secrets, file);
  const kubeconfig = kubeconfigPath(stack, 'kube-scheduler');
  const { controlPlane } = stack.network;
  return {
    name: 'kube-scheduler',
    summary: 'gives pods to machines',
    kind: 'server',
    needs: ['kube-apiserver'],
    steps: [kubernetesLinks, network, secrets],
    place: { kind: 'controlPlane' },
    command: [
      kubernetesPath(stack, 'kube-scheduler'),
      ...['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'].map(
        (flag) => `--${flag}=${kubeconfig}`,
      ),
      `--bind-address=${controlPlane}`,
      `--tls-cert-file=${secret('control-plane.crt')}`,
      `--tls-private-key-file=${secret('control-plane.key')}`,
      // There is one, so a restart need not wait for the lease of its former life.
      '--leader-elect=false',
      '--profiling=false',
    ],
    ready: { kind: 'http', url: `https://${controlPlane}:10259/healthz` },
    address: `https://${controlPlane}:10259`,
  };
}
