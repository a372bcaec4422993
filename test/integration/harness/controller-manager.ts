import { join } from 'node:path';
import { ServerProcess } from './child.js';
import type { ControlPlane } from './control-plane.js';
import { kubernetesBinary } from './kubernetes-binary.js';
import { freePorts } from './ports.js';

/** Controllers of Kubernetes' own controller manager, each by its name there. */
export type KubernetesControllerName =
  'garbage-collector-controller' | 'persistentvolumeclaim-protection-controller' | 'statefulset-controller';

/** A real kube-controller-manager with a few of its controllers, beside a control plane. */
export class ControllerManager {
  private constructor(private readonly server: ServerProcess) {}

  static async start(
    plane: ControlPlane,
    controllers: readonly KubernetesControllerName[],
    flags: readonly string[] = [],
  ): Promise<ControllerManager> {
    const [port = 0] = await freePorts(1);
    const log = join(plane.directory, `kube-controller-manager-${port}.log`);
    const kubeconfig = await plane.kubeconfig();
    const server = ServerProcess.start(
      'kube-controller-manager',
      kubernetesBinary(),
      [
        `--kubeconfig=${kubeconfig}`,
        `--authentication-kubeconfig=${kubeconfig}`,
        `--authorization-kubeconfig=${kubeconfig}`,
        `--controllers=${controllers.join(',')}`,
        '--bind-address=127.0.0.1',
        `--secure-port=${port}`,
        `--cert-dir=${join(plane.directory, `kube-controller-manager-${port}`)}`,
        '--leader-elect=false',
        ...flags,
      ],
      log,
    );
    // What it does shows in the API server; a test waits for that.
    return new ControllerManager(server);
  }

  get pid(): number {
    return this.server.pid;
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}
