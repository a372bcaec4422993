import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerProcess } from '../../test/integration/harness/child.js';
import type { ControlPlane } from '../../test/integration/harness/control-plane.js';
import { kubernetesBinary } from '../../test/integration/harness/kubernetes-binary.js';
import { freePorts } from '../../test/integration/harness/ports.js';

/** A real kube-scheduler that takes the first machine with room: which one it is makes no difference here. */
export async function startScheduler(plane: ControlPlane): Promise<ServerProcess> {
  const [port = 0] = await freePorts(1);
  const kubeconfig = await plane.kubeconfig();
  const all = { disabled: [{ name: '*' }] };
  const config = {
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    leaderElection: { leaderElect: false },
    clientConnection: { kubeconfig, qps: 2_000, burst: 2_000 },
    profiles: [{ schedulerName: 'default-scheduler', plugins: { preScore: all, score: all } }],
  };
  const file = join(plane.directory, 'kube-scheduler.json');
  await writeFile(file, JSON.stringify(config));
  return ServerProcess.start(
    'kube-scheduler',
    kubernetesBinary(),
    [
      `--config=${file}`,
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      `--cert-dir=${join(plane.directory, 'kube-scheduler')}`,
    ],
    join(plane.directory, 'kube-scheduler.log'),
  );
}
