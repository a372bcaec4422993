import { join } from 'node:path';
import { kubeconfigPath } from '../certificates/identities.js';
import { companyDomain } from '../network/company-domain.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { configFile, configPath } from '../steps/config-file.js';
import { network } from '../steps/network.js';
import { corednsProgram } from '../steps/programs.js';
import { secrets } from '../steps/secrets.js';

/**
 * Serves the cluster's domain and the names of pod addresses; what else the company has, its name server is asked for. Times in
 * seconds.
 */
const corefile = configFile('Corefile', (stack) => {
  const { controlPlane, nameServer } = stack.network;
  const company = companyDomain(stack.settings.clusterDomain);
  return `. {
  bind ${controlPlane}
  errors
  ready ${controlPlane}:8181
  prometheus ${controlPlane}:9153
  cache 5 {
    denial 1000 1
  }
  kubernetes ${stack.settings.clusterDomain} in-addr.arpa ip6.arpa {
    kubeconfig ${kubeconfigPath(stack, 'coredns')}
    pods verified
    ttl 5
  }
  transfer {
    to ${controlPlane}
  }
${company === undefined ? '' : `  forward ${company} ${nameServer.address}\n`}}
`;
});

export function coredns(stack: Stack): Part {
  const { controlPlane } = stack.network;
  return {
    name: 'coredns',
    summary: `names of ${stack.settings.clusterDomain}`,
    kind: 'server',
    needs: ['cluster-setup'],
    steps: [corednsProgram, network, secrets, corefile],
    place: { kind: 'controlPlane' },
    command: [join(stack.paths.bin, 'coredns'), '-conf', configPath(stack, 'Corefile')],
    ready: { kind: 'http', url: `http://${controlPlane}:8181/ready` },
    address: `${controlPlane}:53`,
  };
}
