import { join } from 'node:path';
import { kubernetesLinks, kubernetesPath } from '../kubernetes-programs.js';
import { apiServerUrl } from '../certificates/identities.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { configFile, configPath } from '../steps/config-file.js';
import { network } from '../steps/network.js';
import { secrets } from '../steps/secrets.js';
import { etcdUrl } from './etcd.js';

/** Who changed what; reads and the chatter of leases and events are left out. */
const auditPolicy = configFile('audit-policy.yaml', () => ({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'None', verbs: ['get', 'list', 'watch'] },
    { level: 'None', resources: [{ group: 'coordination.k8s.io' }, { group: 'events.k8s.io' }] },
    { level: 'None', resources: [{ group: '', resources: ['events', 'nodes/status'] }] },
    { level: 'Metadata' },
  ],
}));

export function kubeApiserver(stack: Stack): Part {
  const { paths, network: plan, settings } = stack;
  const secret = (file: string): string => join(paths.secrets, file);
  const url = apiServerUrl(stack);
  return {
    name: 'kube-apiserver',
    summary: 'the Kubernetes API',
    kind: 'server',
    needs: ['etcd'],
    steps: [kubernetesLinks, network, secrets, auditPolicy],
    place: { kind: 'controlPlane' },
    command: [
      kubernetesPath(stack, 'kube-apiserver'),
      `--etcd-servers=${etcdUrl}`,
      ...['--bind-address=0.0.0.0', '--secure-port=443', `--advertise-address=${plan.controlPlane}`],
      `--tls-cert-file=${secret('kube-apiserver.crt')}`,
      `--tls-private-key-file=${secret('kube-apiserver.key')}`,
      `--client-ca-file=${secret('ca.crt')}`,
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      '--allow-privileged=true',
      `--service-cluster-ip-range=${settings.networks.services},${settings.networks.servicesIpv6}`,
      `--service-account-issuer=https://kubernetes.default.svc.${settings.clusterDomain}`,
      `--service-account-key-file=${secret('service-accounts.pub')}`,
      `--service-account-signing-key-file=${secret('service-accounts.key')}`,
      `--kubelet-certificate-authority=${secret('ca.crt')}`,
      `--kubelet-client-certificate=${secret('kubelet-client.crt')}`,
      `--kubelet-client-key=${secret('kubelet-client.key')}`,
      '--kubelet-preferred-address-types=InternalIP',
      `--requestheader-client-ca-file=${secret('ca.crt')}`,
      '--requestheader-allowed-names=front-proxy-client',
      '--requestheader-username-headers=X-Remote-User',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      `--proxy-client-cert-file=${secret('front-proxy.crt')}`,
      `--proxy-client-key-file=${secret('front-proxy.key')}`,
      // Webhooks named by Service are called at an endpoint's address: without kube-proxy nobody serves ClusterIPs.
      '--enable-aggregator-routing=true',
      `--audit-policy-file=${configPath(stack, 'audit-policy.yaml')}`,
      `--audit-log-path=${join(paths.logs, 'audit.log')}`,
      ...['--audit-log-maxsize=50', '--audit-log-maxbackup=2'],
      '--profiling=false',
    ],
    ready: { kind: 'http', url: `${url}/readyz` },
    stopSeconds: 15,
    address: url,
  };
}
