import { join } from 'node:path';
import { kubeconfigPath } from '../certificates/identities.js';
import { kubernetesLinks, kubernetesPath } from '../kubernetes-programs.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { network } from '../steps/network.js';
import { secrets } from '../steps/secrets.js';

export function kubeControllerManager(stack: Stack): Part {
  const secret = (file: string): string => join(stack.paths.secrets, file);
  const kubeconfig = kubeconfigPath(stack, 'kube-controller-manager');
  const { controlPlane } = stack.network;
  return {
    name: 'kube-controller-manager',
    summary: "Kubernetes' own controllers",
    kind: 'server',
    needs: ['kube-apiserver'],
    steps: [kubernetesLinks, network, secrets],
    place: { kind: 'controlPlane' },
    command: [
      kubernetesPath(stack, 'kube-controller-manager'),
      ...['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'].map(
        (flag) => `--${flag}=${kubeconfig}`,
      ),
      `--bind-address=${controlPlane}`,
      `--tls-cert-file=${secret('control-plane.crt')}`,
      `--tls-private-key-file=${secret('control-plane.key')}`,
      `--root-ca-file=${secret('ca.crt')}`,
      `--service-account-private-key-file=${secret('service-accounts.key')}`,
      '--use-service-account-credentials=true',
      // There is one, so a restart need not wait for the lease of its former life.
      '--leader-elect=false',
      '--profiling=false',
    ],
    ready: { kind: 'http', url: `https://${controlPlane}:10257/healthz` },
    address: `https://${controlPlane}:10257`,
  };
}
