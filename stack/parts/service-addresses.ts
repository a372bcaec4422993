import { vipCondition } from '../../api/balancer/index.js';
import { kubeconfigPath } from '../certificates/identities.js';
import { kubernetesLinks, kubernetesPath } from '../kubernetes-programs.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { secrets } from '../steps/secrets.js';

/** Waits until the balancer has the two Services that pods count on: the API server's and that of the cluster's names. */
export function serviceAddresses(stack: Stack): Part {
  const { kubernetesService, dnsService } = stack.network;
  const wait = [
    kubernetesPath(stack, 'kubectl'),
    `--kubeconfig=${kubeconfigPath(stack, 'admin')}`,
    ...['wait', '--timeout=120s', `--for=condition=${vipCondition}`],
  ];
  return {
    name: 'service-addresses',
    summary: `the balancer answers at ${kubernetesService} and ${dnsService}`,
    kind: 'task',
    needs: ['cluster-setup', 'tvs', 'orchestrator', 'controller'],
    steps: [kubernetesLinks, secrets],
    place: { kind: 'controlPlane' },
    command: [
      'sh',
      '-c',
      '"$@" --namespace=default service/kubernetes && "$@" --namespace=kube-system service/kube-dns',
      'wait',
      ...wait,
    ],
    ready: { kind: 'none' },
  };
}
