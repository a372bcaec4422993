import { join } from 'node:path';
import { kubernetesLinks, kubernetesPath } from '../kubernetes-programs.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { network } from '../steps/network.js';

/** Where the API server finds it: on loopback of the control plane's namespace, which nothing else shares. */
export const etcdUrl = 'http://127.0.0.1:2379';

export function etcd(stack: Stack): Part {
  const metrics = `http://${stack.network.controlPlane}:2381`;
  return {
    name: 'etcd',
    summary: 'what Kubernetes remembers',
    kind: 'server',
    needs: [],
    steps: [kubernetesLinks, network],
    place: { kind: 'controlPlane' },
    command: [
      kubernetesPath(stack, 'etcd'),
      `--data-dir=${join(stack.paths.state, 'etcd')}`,
      ...[`--listen-client-urls=${etcdUrl}`, `--advertise-client-urls=${etcdUrl}`],
      '--listen-peer-urls=http://127.0.0.1:2380',
      `--listen-metrics-urls=${metrics}`,
      '--auto-compaction-retention=1h',
      '--quota-backend-bytes=4294967296',
      '--logger=zap',
      '--log-level=warn',
    ],
    ready: { kind: 'http', url: `${metrics}/health` },
    address: `${etcdUrl} inside the control plane`,
  };
}
