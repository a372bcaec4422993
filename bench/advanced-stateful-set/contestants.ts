import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SetKindName } from '../../controllers/advanced-stateful-set/set-kind.js';
import { ServerProcess } from '../../test/integration/harness/child.js';
import type { ControlPlane } from '../../test/integration/harness/control-plane.js';
import { ControllerManager } from '../../test/integration/harness/controller-manager.js';
import { BURST, QPS } from './sizes.js';

/** The process of a controller of sets. */
export interface RunningController {
  readonly pid: number;
  stop(): Promise<void>;
}

export interface SetContestant {
  readonly what: string;
  /** The sets that it brings about. */
  readonly kind: SetKindName;
  /** How its user agent begins. */
  readonly userAgent: string;
  start(plane: ControlPlane): Promise<RunningController>;
}

export const featureGate = '--feature-gates=MaxUnavailableStatefulSet=true';

export const contestants: Readonly<Record<string, SetContestant>> = {
  statewright: {
    what: 'controllers/advanced-stateful-set in a Node.js process of its own, 16 sets at once as in the product',
    kind: 'statewright.io',
    userAgent: 'statewright/bench-sets',
    async start(plane) {
      const program = fileURLToPath(new URL('contestant.js', import.meta.url));
      const args = [program, await plane.kubeconfig(), String(QPS), String(BURST)];
      return ServerProcess.start('sets', process.execPath, args, join(plane.directory, 'sets.log'));
    },
  },
  kubernetes: {
    what: 'statefulset-controller of kube-controller-manager v1.35, 5 sets at once as is its default',
    kind: 'apps/v1',
    userAgent: 'kube-controller-manager/',
    start: (plane) =>
      ControllerManager.start(
        plane,
        ['statefulset-controller'],
        [`--kube-api-qps=${QPS}`, `--kube-api-burst=${BURST}`, featureGate],
      ),
  },
};
