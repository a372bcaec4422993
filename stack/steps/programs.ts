import { buildGoProgram, type GoProgram } from './go-program.js';

/** etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubelet and kubectl in one. */
export const kubernetes: GoProgram = {
  name: 'kubernetes',
  folder: 'stack/kubernetes',
  module: 'k8s.io/kubernetes',
  package: '.',
  variables: (version) => ({
    'k8s.io/component-base/version.gitVersion': version,
    'k8s.io/client-go/pkg/version.gitVersion': version,
  }),
  takes: 'about five minutes',
};

export const coredns: GoProgram = {
  name: 'coredns',
  folder: 'stack/coredns',
  module: 'github.com/coredns/coredns',
  package: '.',
  takes: 'about a minute',
};

export const supervisor: GoProgram = {
  name: 'process-compose',
  folder: 'stack/process-compose',
  module: 'github.com/f1bonacc1/process-compose',
  package: 'github.com/f1bonacc1/process-compose',
  takes: 'about a minute',
};

export const localPath: GoProgram = {
  name: 'local-path-provisioner',
  folder: 'stack/local-path',
  module: 'github.com/rancher/local-path-provisioner',
  package: 'github.com/rancher/local-path-provisioner',
  takes: 'half a minute',
};

/** The CNI plugin of the machines, and what makes links for their agent. */
export const cni = {
  name: 'statewright-cni',
  folder: 'node/cni-plugin',
  package: '.',
  variables: (version) => ({ 'main.version': version }),
  static: true,
  takes: 'a quarter of a minute',
} as const satisfies GoProgram;

export const kubernetesProgram = buildGoProgram(kubernetes);
export const corednsProgram = buildGoProgram(coredns);
export const supervisorProgram = buildGoProgram(supervisor);
export const localPathProgram = buildGoProgram(localPath);
export const cniProgram = buildGoProgram(cni);
