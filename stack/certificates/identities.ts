import { join } from 'node:path';
import type { Stack } from '../stack.js';
import type { CertificateRequest } from './authority.js';

/** Roles of the platform that run as processes of the embedded default, each with a user of its own. */
export const platformRoles = ['orchestrator', 'controller', 'webhook'] as const;
export type PlatformRole = (typeof platformRoles)[number];

export function roleUser(role: PlatformRole): string {
  return `statewright:${role}`;
}

/** The group of the agents of all machines; each has a user of its own. */
export const agentGroup = 'statewright:nodes';

/** Who has a kubeconfig; the names are those of the certificates. */
export function kubeconfigNames({ network }: Stack): readonly string[] {
  return [
    ...['admin', 'kube-controller-manager', 'kube-scheduler', 'coredns', 'volumes'],
    ...platformRoles.map((role) => `platform-${role}`),
    ...network.machines.flatMap(({ name }) => [`kubelet-${name}`, `platform-node-${name}`]),
  ];
}

export function kubeconfigPath({ paths }: Stack, name: string): string {
  return join(paths.secrets, `${name}.kubeconfig`);
}

/** Where pods, machines and the control plane's own processes reach the API server. */
export function apiServerUrl({ network }: Stack): string {
  return `https://${network.controlPlane}:443`;
}

/** Every certificate of the embedded default. */
export function certificateRequests({ network }: Stack): readonly CertificateRequest[] {
  const server = (name: string, alternativeNames: readonly string[]): CertificateRequest => ({
    name,
    commonName: name,
    alternativeNames,
    usages: ['serverAuth'],
  });
  const client = (name: string, commonName: string, organization?: string): CertificateRequest => ({
    name,
    commonName,
    ...(organization !== undefined && { organization }),
    usages: ['clientAuth'],
  });
  const kubernetesNames = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc'].map(
    (name) => `DNS:${name}`,
  );
  const controlPlane = `IP:${network.controlPlane}`;
  return [
    server('kube-apiserver', [
      ...[controlPlane, `IP:${network.kubernetesService}`, 'IP:127.0.0.1', 'DNS:localhost'],
      ...kubernetesNames,
    ]),
    server('control-plane', [controlPlane, 'IP:127.0.0.1', 'DNS:localhost']),
    server('webhook', [controlPlane]),
    server('tvs', [`IP:${network.balancer.address}`, 'IP:127.0.0.1']),
    // The API server's way to the kubelets, for logs and exec.
    client('kubelet-client', 'kube-apiserver-kubelet-client', 'system:masters'),
    client('front-proxy', 'front-proxy-client'),
    client('admin', 'statewright:admin', 'system:masters'),
    client('kube-controller-manager', 'system:kube-controller-manager'),
    client('kube-scheduler', 'system:kube-scheduler'),
    client('coredns', 'statewright:coredns'),
    client('volumes', 'statewright:volumes'),
    ...platformRoles.map((role) => client(`platform-${role}`, roleUser(role))),
    ...network.machines.map(({ name }) =>
      client(`platform-node-${name}`, `statewright:node:${name}`, agentGroup),
    ),
    ...network.machines.map(({ name, address }): CertificateRequest => ({
      name: `kubelet-${name}`,
      commonName: `system:node:${name}`,
      organization: 'system:nodes',
      alternativeNames: [`IP:${address}`, `DNS:${name}`],
      usages: ['serverAuth', 'clientAuth'],
    })),
  ];
}
