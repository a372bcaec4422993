import { kubeconfigPath } from '../certificates/identities.js';
import { kubernetesLinks, kubernetesPath } from '../kubernetes-programs.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { configFile, configPath } from '../steps/config-file.js';
import { secrets } from '../steps/secrets.js';

const file = 'pod-addresses.yaml';

/** The one pool that there is at first: a part of the LAN, in both families. */
const pool = configFile(file, ({ network, settings: { networks } }) => ({
  apiVersion: 'statewright.io/v1alpha1',
  kind: 'IPPool',
  metadata: { name: 'lan' },
  spec: {
    default: true,
    ipv4: { subnet: networks.lan, ranges: [networks.pods], gateway: network.host },
    ipv6: { subnet: network.lanIpv6, ranges: [network.podsIpv6] },
    // Nobody routes to Services: the balancer has their addresses, and answers for them on the LAN.
    routes: [{ to: networks.services }, { to: networks.servicesIpv6 }],
  },
}));

/** Gives the platform addresses to give to pods. */
export function podAddresses(stack: Stack): Part {
  return {
    name: 'pod-addresses',
    summary: `pool of addresses for pods, ${stack.settings.networks.pods}`,
    kind: 'task',
    needs: ['cluster-setup', 'webhook'],
    steps: [kubernetesLinks, secrets, pool],
    place: { kind: 'controlPlane' },
    command: [
      kubernetesPath(stack, 'kubectl'),
      `--kubeconfig=${kubeconfigPath(stack, 'admin')}`,
      ...['apply', '--server-side', '--force-conflicts', '--field-manager=statewright-stack'],
      `--filename=${configPath(stack, file)}`,
    ],
    ready: { kind: 'none' },
  };
}
