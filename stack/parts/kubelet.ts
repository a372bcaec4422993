import { totalmem } from 'node:os';
import { join } from 'node:path';
import { kubeconfigPath } from '../certificates/identities.js';
import { kubernetesLinks, kubernetesPath } from '../kubernetes-programs.js';
import type { MachinePlace } from '../network/plan.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { configFile, configPath } from '../steps/config-file.js';
import { secrets } from '../steps/secrets.js';
import type { Step } from '../steps/step.js';
import { loadImagesPart } from './images.js';

const gibibyte = 2 ** 30;
/** What the control plane, Temporal and the platform's own processes take of the machine, in bytes. */
const ownMemory = 4 * gibibyte;

/**
 * Bytes of memory that one machine must leave alone, so that all of them together promise pods no more than there
 * is. Each of them sees the memory of the whole.
 */
export function reservedMemory(total: number, machines: number): number {
  const forPods = Math.max(gibibyte, (total - ownMemory) / machines);
  return Math.floor(Math.max(0, total - forPods));
}

function config({ name, address }: MachinePlace): Step {
  return configFile(`kubelet-${name}.yaml`, (stack) => {
    const secret = (file: string): string => join(stack.paths.secrets, file);
    return {
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      address,
      healthzBindAddress: address,
      tlsCertFile: secret(`kubelet-${name}.crt`),
      tlsPrivateKeyFile: secret(`kubelet-${name}.key`),
      authentication: {
        x509: { clientCAFile: secret('ca.crt') },
        anonymous: { enabled: false },
        webhook: { enabled: true },
      },
      authorization: { mode: 'Webhook' },
      containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
      // Control groups of version 1 are refused by default since 1.35.
      failCgroupV1: false,
      cgroupDriver: 'cgroupfs',
      cgroupRoot: `/statewright/${name}`,
      failSwapOn: false,
      // Lowering it needs a capability that a guest of a guest may lack.
      oomScoreAdj: 0,
      systemReserved: { memory: String(reservedMemory(totalmem(), stack.settings.machines)) },
      clusterDNS: [stack.network.controlPlane],
      clusterDomain: stack.settings.clusterDomain,
      resolvConf: '',
      // No registry is in reach to bring back an image that was thrown away.
      imageGCHighThresholdPercent: 100,
      imageGCLowThresholdPercent: 99,
      evictionHard: {
        'memory.available': '200Mi',
        'nodefs.available': '1%',
        'imagefs.available': '1%',
        'nodefs.inodesFree': '1%',
      },
      serializeImagePulls: false,
    };
  });
}

export function kubelet(stack: Stack, place: MachinePlace): Part {
  const { name, address } = place;
  return {
    name: `kubelet-${name}`,
    summary: `runs the pods of ${name}`,
    kind: 'server',
    needs: ['kube-apiserver', `containerd-${name}`, loadImagesPart(name)],
    steps: [kubernetesLinks, secrets, config(place)],
    place: { kind: 'machine', machine: name },
    command: [
      kubernetesPath(stack, 'kubelet'),
      `--config=${configPath(stack, `kubelet-${name}.yaml`)}`,
      `--kubeconfig=${kubeconfigPath(stack, `kubelet-${name}`)}`,
      `--hostname-override=${name}`,
      `--node-ip=${address}`,
      `--node-labels=topology.kubernetes.io/zone=${name}`,
    ],
    ready: { kind: 'http', url: `http://${address}:10248/healthz` },
    address: `https://${address}:10250`,
  };
}
