import { join } from 'node:path';
import { kubeconfigPath } from '../certificates/identities.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { network } from '../steps/network.js';
import { secrets, sharedSecrets } from '../steps/secrets.js';

const port = 8443;
const adminPort = 8444;

/** Where the platform calls the balancer. */
export function balancerUrl({ network: plan }: Stack): string {
  return `https://${plan.balancer.address}:${port}`;
}

function tokensFile({ paths }: Stack): string {
  return join(paths.state, 'tvs', 'tokens.json');
}

/**
 * The company's L4 balancer: the reference TVS with HAProxy and nftables, on a host of its own. Before it, its operator enters
 * this cluster among those who may use it.
 */
export function balancer(stack: Stack): readonly Part[] {
  const { paths, network: plan, settings } = stack;
  const secret = (file: string): string => join(paths.secrets, file);
  const program = (file: string): readonly [string, ...string[]] => [
    process.execPath,
    '--enable-source-maps',
    join(paths.project, 'dist/stack/tvs', file),
  ];
  return [
    {
      name: 'tvs-customers',
      summary: 'enters the cluster among the customers of the balancer',
      kind: 'task',
      needs: ['kube-apiserver'],
      steps: [secrets],
      place: { kind: 'controlPlane' },
      command: program('customers.js'),
      environment: {
        KUBECONFIG: kubeconfigPath(stack, 'admin'),
        TVS_TOKENS_FILE: tokensFile(stack),
        TVS_PLATFORM_TOKEN_FILE: secret(sharedSecrets.balancer),
        TVS_OPERATOR_TOKEN_FILE: secret(sharedSecrets.balancerOperator),
      },
      ready: { kind: 'none' },
    },
    {
      name: 'tvs',
      summary: `L4 balancer, has ${settings.networks.services}`,
      kind: 'server',
      needs: ['tvs-customers'],
      steps: [network, secrets],
      place: { kind: 'balancer' },
      command: program('main.js'),
      environment: {
        TVS_ADDRESS: `${plan.balancer.address}:${port}`,
        TVS_TLS_CERT: secret('tvs.crt'),
        TVS_TLS_KEY: secret('tvs.key'),
        TVS_TOKENS_FILE: tokensFile(stack),
        TVS_STATE: join(paths.state, 'tvs'),
        TVS_ADMIN_ADDRESS: `127.0.0.1:${adminPort}`,
        TVS_ADMIN_TOKEN_FILE: secret(sharedSecrets.balancerFaults),
        TVS_LINK: 'eth0',
        TVS_RUN: join(paths.run, 'tvs'),
      },
      ready: { kind: 'http', url: `${balancerUrl(stack)}/readyz` },
      address: balancerUrl(stack),
    },
  ];
}
