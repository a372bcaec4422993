import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stack } from './stack.js';
import { kubernetesProgram } from './steps/programs.js';
import type { Step } from './steps/step.js';

const names = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kubectl',
] as const;
export type KubernetesProgram = (typeof names)[number];

export function kubernetesPath({ paths }: Stack, name: KubernetesProgram): string {
  return join(paths.run, 'bin', name);
}

/** The Kubernetes binary acts as the program by whose name it is called; this gives it those names. */
export const kubernetesLinks: Step = {
  name: 'kubernetes-links',
  needs: [kubernetesProgram],
  async run({ stack }) {
    await mkdir(join(stack.paths.run, 'bin'), { recursive: true });
    for (const name of names) {
      const link = kubernetesPath(stack, name);
      await rm(link, { force: true });
      await symlink(join(stack.paths.bin, 'kubernetes'), link);
    }
  },
};
