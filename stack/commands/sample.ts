import { connect } from '../../client/index.js';
import { kubeconfigPath } from '../certificates/identities.js';
import { outsideNamespace } from '../network/namespaces.js';
import { outsideHost } from '../sample/outside-host.js';
import { proveSample } from '../sample/sample.js';
import type { Stack } from '../stack.js';

/** Brings up the sample cluster through the same door as any owner, and proves that it works. */
export async function sample(stack: Stack, say: (line: string) => void): Promise<void> {
  const statewright = connect({
    kubernetes: { kubeconfig: kubeconfigPath(stack, 'admin') },
    temporal: { address: `127.0.0.1:${stack.settings.ports.temporal}`, namespace: 'default' },
  });
  try {
    await proveSample({
      projectRoot: stack.paths.project,
      clusterDomain: stack.settings.clusterDomain,
      outside: outsideHost,
      statewright,
      say,
    });
  } finally {
    await statewright.close();
  }
}

/** Where to go on, for who has just brought everything up. */
export function whereToLook({ settings, paths }: Stack): readonly string[] {
  return [
    '',
    `Temporal UI      http://127.0.0.1:${settings.ports.temporalUi}`,
    `Kubernetes API   https://127.0.0.1:${settings.ports.api}   (bin/kubectl get pods)`,
    `Logs             ${paths.logs}/`,
    '',
    'bin/statewright get              clusters',
    'bin/statewright describe logs    the sample cluster: members, reasons, volumes, workflow',
    'bin/statewright open logs        its addresses',
    `ip netns exec ${outsideNamespace} bash   a machine outside of Kubernetes`,
    'npm run status                   every part with its health, address and log',
    'npm run down                     stop and clean',
  ];
}
