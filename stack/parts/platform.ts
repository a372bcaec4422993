import { join } from 'node:path';
import { kubeconfigPath, platformRoles, type PlatformRole } from '../certificates/identities.js';
import { webhookAddress } from '../manifests/admission.js';
import { systemNamespace } from '../manifests/rbac.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { network } from '../steps/network.js';
import { secrets, sharedSecrets } from '../steps/secrets.js';
import { balancerUrl } from './balancer.js';
import { namesConfig, namesConfigPath } from './name-server.js';
import { temporalPort } from './temporal.js';

const metricsPorts: Readonly<Record<PlatformRole, number>> = {
  orchestrator: 9101,
  controller: 9102,
  webhook: 9103,
};

const summaries: Readonly<Record<PlatformRole, string>> = {
  orchestrator: 'runs the workflows',
  controller: 'watches DistributedClusters',
  webhook: 'judges what is applied',
};

/** The platform's own processes, from the tree that was compiled, each with its own user in Kubernetes. */
export function platform(stack: Stack): readonly Part[] {
  return platformRoles.map((role) => platformRole(stack, role));
}

function platformRole(stack: Stack, role: PlatformRole): Part {
  const { paths, network: plan, settings } = stack;
  const metrics = `${plan.controlPlane}:${metricsPorts[role]}`;
  return {
    name: role,
    summary: summaries[role],
    kind: 'server',
    needs: ['cluster-setup', ...(role === 'webhook' ? [] : ['temporal'])],
    steps: [network, secrets, ...(role === 'webhook' ? [] : [namesConfig])],
    place: { kind: 'controlPlane' },
    command: [process.execPath, '--enable-source-maps', join(paths.project, 'dist/workers/main.js'), role],
    environment: {
      KUBECONFIG: kubeconfigPath(stack, `platform-${role}`),
      TEMPORAL_ADDRESS: `${plan.controlPlane}:${temporalPort}`,
      TEMPORAL_NAMESPACE: 'default',
      STATEWRIGHT_LEASE_NAMESPACE: systemNamespace,
      STATEWRIGHT_METRICS_ADDRESS: metrics,
      STATEWRIGHT_LOG_LEVEL: settings.logLevel,
      ...(role !== 'webhook' && outsideServers(stack)),
      // There is one orchestrator, so nobody has to wait for a rollout to be complete.
      ...(role === 'orchestrator' && { STATEWRIGHT_PROMOTE_ON_START: 'true' }),
      ...(role === 'webhook' && {
        STATEWRIGHT_WEBHOOK_ADDRESS: webhookAddress(stack),
        STATEWRIGHT_WEBHOOK_CERT: join(paths.secrets, 'webhook.crt'),
        STATEWRIGHT_WEBHOOK_KEY: join(paths.secrets, 'webhook.key'),
      }),
    },
    ready: { kind: 'http', url: `http://${metrics}/readyz` },
    stopSeconds: 20,
    address: role === 'webhook' ? webhookAddress(stack) : `http://${metrics}/metrics`,
  };
}

/** The company's balancer and name server, and what the platform shows them. */
function outsideServers(stack: Stack): Readonly<Record<string, string>> {
  const { secrets: folder } = stack.paths;
  return {
    STATEWRIGHT_BALANCER: 'tvs',
    STATEWRIGHT_TVS_URL: balancerUrl(stack),
    STATEWRIGHT_TVS_TOKEN_FILE: join(folder, sharedSecrets.balancer),
    STATEWRIGHT_TVS_CA_FILE: join(folder, 'ca.crt'),
    STATEWRIGHT_DNS_CONFIG: namesConfigPath(stack),
  };
}
