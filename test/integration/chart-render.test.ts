import { X509Certificate } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { chart, helm, podTemplateSchema, renderChart, type ChartObject } from '../harness/helm.js';

const resourcesSchema = z.object({
  requests: z.object({ cpu: z.string(), memory: z.string() }),
  limits: z.object({ memory: z.string() }),
});

const workloadSchema = z.looseObject({ spec: z.looseObject({ template: podTemplateSchema }) });

function named(objects: readonly ChartObject[], kind: string, name: string): ChartObject {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`The chart makes no ${kind} ${name}.`);
  return found;
}

function podOf(object: ChartObject): z.infer<typeof podTemplateSchema>['spec'] {
  return workloadSchema.parse(object).spec.template.spec;
}

function environmentOf(object: ChartObject): Record<string, string | undefined> {
  const [container] = podOf(object).containers;
  return Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
}

const webhookKinds = ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'];

const webhookSchema = z.looseObject({
  name: z.string(),
  failurePolicy: z.string(),
  timeoutSeconds: z.int(),
  clientConfig: z.object({ caBundle: z.string().optional(), service: z.looseObject({ path: z.string() }) }),
  rules: z.array(z.looseObject({ apiGroups: z.array(z.string()), operations: z.array(z.string()) })).min(1),
  matchConditions: z.array(z.object({ name: z.string(), expression: z.string() })).min(1),
  namespaceSelector: z.unknown().optional(),
});

/** All webhooks of both configurations. */
function webhooksOf(objects: readonly ChartObject[]): readonly z.infer<typeof webhookSchema>[] {
  return webhookKinds.flatMap((kind) => {
    const configuration = named(objects, kind, 'platform-sw-statewright');
    return z.looseObject({ webhooks: z.array(webhookSchema).min(1) }).parse(configuration).webhooks;
  });
}

/** Values that switch on everything that is off by default. */
const everything = {
  'temporal.tls.secretName': 'temporal-tls',
  'temporal.apiKey.secretName': 'temporal-key',
  'metrics.podMonitor.enabled': true,
  'webhook.certificate.source': 'certManager',
  watchNamespaces: ['analytics', 'search'],
  taskQueue: 'second',
  'kubernetesApi.host': '10.0.0.1',
  imagePullSecrets: ['registry'],
  'orchestrator.priorityClassName': 'system-cluster-critical',
  'orchestrator.nodeSelector': { role: 'platform' },
  'orchestrator.tolerations': [{ operator: 'Exists' }],
  extraEnv: [{ name: 'STATEWRIGHT_KUBERNETES_QPS', value: '20' }],
  'network.enabled': true,
  'services.balancer': 'tvs',
  'services.tvs.url': 'https://tvs.corp.example:8443',
  'services.tvs.secretName': 'tvs',
  'dns.secretName': 'dns',
};

const longRunning = ['Deployment', 'DaemonSet'];

describe.each([
  ['its defaults', {}],
  ['everything switched on', everything],
])('the chart with %s', (_name, values) => {
  let objects: ChartObject[];
  beforeAll(async () => {
    objects = await renderChart(values);
  });

  it('runs every container but the agent of machines without root, without privileges and on a read-only file system', () => {
    const workloads = objects.filter(({ kind }) => ['Deployment', 'Job', 'Pod'].includes(kind));
    expect(workloads.map(({ metadata }) => metadata.name).sort()).toEqual([
      'sw-statewright-controller',
      'sw-statewright-orchestrator',
      'sw-statewright-promote',
      'sw-statewright-webhook',
    ]);
    for (const workload of workloads) {
      const pod = podOf(workload);
      expect(pod.securityContext, workload.metadata.name).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 65532,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      for (const container of pod.containers) {
        expect(container.securityContext, container.name).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(resourcesSchema.safeParse(container.resources).error, container.name).toBeUndefined();
      }
    }
  });

  it('probes every long-running process', () => {
    for (const deployment of objects.filter(({ kind }) => longRunning.includes(kind))) {
      expect(podOf(deployment).containers[0], deployment.metadata.name).toMatchObject({
        startupProbe: { httpGet: { path: '/livez', port: 'metrics' } },
        livenessProbe: { httpGet: { path: '/livez', port: 'metrics' } },
        readinessProbe: { httpGet: { path: '/readyz', port: 'metrics' } },
      });
    }
  });

  it('mounts only volumes that the pod has, each of them somewhere', () => {
    for (const workload of objects.filter(({ kind }) => [...longRunning, 'Job'].includes(kind))) {
      const pod = podOf(workload);
      const mounted = pod.containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));
      expect(mounted.sort()).toEqual((pod.volumes ?? []).map(({ name }) => name).sort());
    }
  });

  it('gives each role a service account, a budget and a network policy that select its own pods', () => {
    for (const role of ['orchestrator', 'controller', 'webhook']) {
      const name = `sw-statewright-${role}`;
      const { template } = workloadSchema.parse(named(objects, 'Deployment', name)).spec;
      const matchLabels = {
        'app.kubernetes.io/name': 'statewright',
        'app.kubernetes.io/instance': 'sw',
        'app.kubernetes.io/component': role,
      };
      expect(template.metadata.labels).toMatchObject(matchLabels);
      expect(template.spec).toMatchObject({ serviceAccountName: name });
      named(objects, 'ServiceAccount', name);
      expect(named(objects, 'PodDisruptionBudget', name)).toMatchObject({
        spec: { selector: { matchLabels } },
      });
      expect(named(objects, 'NetworkPolicy', name)).toMatchObject({
        spec: { podSelector: { matchLabels }, policyTypes: ['Ingress'] },
      });
    }
  });

  it('puts every object into the release namespace, or makes its name unique to it', () => {
    const clusterWide = ['ClusterRole', 'ClusterRoleBinding', ...webhookKinds];
    for (const { kind, metadata } of objects) {
      if (clusterWide.includes(kind)) expect(metadata.name).toMatch(/^platform-sw-statewright/);
      else if (metadata.name.startsWith('platform-sw-')) expect(kind).toBe('RoleBinding');
      else expect(metadata.namespace, `${kind} ${metadata.name}`).toBe('platform');
    }
  });
});

describe('what values change', () => {
  it('tells processes where Temporal and the API server are and what they serve', async () => {
    const objects = await renderChart(everything);
    expect(environmentOf(named(objects, 'Deployment', 'sw-statewright-orchestrator'))).toEqual({
      STATEWRIGHT_LOG_LEVEL: 'info',
      STATEWRIGHT_METRICS_ADDRESS: '0.0.0.0:9090',
      STATEWRIGHT_TASK_QUEUE: 'second',
      STATEWRIGHT_WATCH_NAMESPACES: 'analytics,search',
      STATEWRIGHT_KUBERNETES_QPS: '20',
      KUBERNETES_SERVICE_HOST: '10.0.0.1',
      KUBERNETES_SERVICE_PORT: '443',
      TEMPORAL_ADDRESS: 'temporal-frontend.temporal:7233',
      TEMPORAL_NAMESPACE: 'default',
      TEMPORAL_TLS_CA: '/etc/statewright/temporal-tls/ca.crt',
      TEMPORAL_TLS_CERT: '/etc/statewright/temporal-tls/tls.crt',
      TEMPORAL_TLS_KEY: '/etc/statewright/temporal-tls/tls.key',
      TEMPORAL_API_KEY_FILE: '/etc/statewright/temporal-api-key/api-key',
      STATEWRIGHT_BALANCER: 'tvs',
      STATEWRIGHT_VIP_SERVICES: 'all',
      STATEWRIGHT_VIP_FINALIZER: 'false',
      STATEWRIGHT_TVS_URL: 'https://tvs.corp.example:8443',
      STATEWRIGHT_TVS_TOKEN_FILE: '/etc/statewright/tvs/token',
      STATEWRIGHT_TVS_CA_FILE: '/etc/statewright/tvs/ca.crt',
      STATEWRIGHT_DNS_CONFIG: '/etc/statewright/dns/dns.yaml',
    });
    for (const { namespaceSelector } of webhooksOf(objects)) {
      expect(namespaceSelector).toEqual({
        matchExpressions: [
          { key: 'kubernetes.io/metadata.name', operator: 'In', values: ['analytics', 'search'] },
        ],
      });
    }
  });

  it('keeps credentials for Temporal and for the company out of the pods that do not speak to them', async () => {
    const objects = await renderChart(everything);
    for (const role of ['controller', 'orchestrator']) {
      const volumes = podOf(named(objects, 'Deployment', `sw-statewright-${role}`)).volumes ?? [];
      expect(volumes.map(({ name }) => name)).toEqual(expect.arrayContaining(['temporal-tls', 'tvs', 'dns']));
    }
    const webhook = named(objects, 'Deployment', 'sw-statewright-webhook');
    expect(podOf(webhook).volumes?.map(({ name }) => name)).toEqual(['tmp', 'webhook-tls']);
    expect(Object.keys(environmentOf(webhook)).filter((name) => name.startsWith('TEMPORAL_'))).toEqual([]);
  });

  it('gives the job that promotes a version no access to Kubernetes', async () => {
    const job = named(await renderChart(), 'Job', 'sw-statewright-promote');
    expect(podOf(job)).toMatchObject({ automountServiceAccountToken: false });
    expect(podOf(job)).not.toHaveProperty('serviceAccountName');
    expect(job.metadata.annotations).toMatchObject({
      'helm.sh/hook': 'post-install,post-upgrade,post-rollback',
    });
  });

  it('signs the certificate for the name by which the API server calls the webhook', async () => {
    const objects = await renderChart();
    const data = z
      .looseObject({ data: z.record(z.string(), z.string()) })
      .parse(named(objects, 'Secret', 'sw-statewright-webhook-tls')).data;
    for (const { clientConfig } of webhooksOf(objects)) expect(clientConfig.caBundle).toBe(data['ca.crt']);
    const decode = (name: string): Buffer => Buffer.from(data[name] ?? '', 'base64');
    const certificate = new X509Certificate(decode('tls.crt'));
    const authority = new X509Certificate(decode('ca.crt'));
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.checkHost('sw-statewright-webhook.platform.svc')).toBeDefined();
  });

  it('makes nothing of the webhook when it is off', async () => {
    const objects = await renderChart({ 'webhook.enabled': false });
    expect(objects.filter(({ metadata }) => metadata.name.includes('webhook'))).toEqual([]);
    expect(objects.filter(({ kind }) => webhookKinds.includes(kind))).toEqual([]);
  });

  it('holds up nobody but those who change clusters and sets of the platform when no webhook answers', async () => {
    const policies = async (values: Readonly<Record<string, unknown>>) =>
      webhooksOf(await renderChart(values)).map(({ name, failurePolicy, clientConfig, timeoutSeconds }) =>
        [name, failurePolicy, clientConfig.service.path, timeoutSeconds].join(' '),
      );
    expect(await policies({ 'webhook.timeoutSeconds': 7 })).toEqual([
      'admission.statewright.io Fail /validate 7',
      'pools.statewright.io Ignore /validate 7',
      'sets.statewright.io Ignore /validate 7',
      'pods.statewright.io Ignore /validate 7',
      'pods.statewright.io Ignore /mutate 2',
    ]);
    const lenient = await policies({ 'webhook.failurePolicy': 'Ignore' });
    expect(lenient.every((line) => line.includes(' Ignore '))).toBe(true);
  });

  it('asks the webhook about nothing that is being deleted, and about pods and sets of others only for their addresses', async () => {
    for (const { rules, matchConditions } of webhooksOf(await renderChart())) {
      const text = matchConditions.map(({ expression }) => expression).join(' ');
      const operations = rules.flatMap((rule) => rule.operations);
      if (operations.includes('UPDATE')) expect(text).toContain('deletionTimestamp');
      const isOurs = rules.every(({ apiGroups }) => apiGroups.join() === 'statewright.io');
      if (!isOurs) expect(text).toMatch(/statewright\.io\/(ip|ordinal-ips)'/);
    }
  });

  it('passes the linter without a warning', async () => {
    const { stdout } = await helm(['lint', '--strict', chart]);
    expect(stdout).toContain('1 chart(s) linted, 0 chart(s) failed');
    expect(stdout).not.toMatch(/\[(WARNING|ERROR)\]/);
  });
});

describe('the rules of each role', () => {
  const ruleSchema = z.strictObject({
    apiGroups: z.array(z.string()).min(1),
    resources: z.array(z.string()).min(1),
    resourceNames: z.array(z.string()).min(1).optional(),
    verbs: z.array(
      z.enum(['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection']),
    ),
  });
  const folder = join(chart, 'files/rbac');
  const rulesOf = async (file: string): Promise<z.infer<typeof ruleSchema>[]> =>
    z.array(ruleSchema).parse(parse(await readFile(join(folder, file), 'utf8')));

  it('name every resource and verb, without wildcards; Secrets, roles and accounts are for the orchestrator alone', async () => {
    const files = await readdir(folder);
    expect(files.sort()).toEqual([
      'controller.cluster.yaml',
      'controller.lease.yaml',
      'controller.statefulsets.yaml',
      'controller.yaml',
      'node.cluster.yaml',
      'orchestrator.cluster.yaml',
      'orchestrator.old-services.yaml',
      'orchestrator.yaml',
      'webhook.cluster.yaml',
      'webhook.yaml',
    ]);
    for (const file of files) {
      for (const rule of await rulesOf(file)) {
        const names = [...rule.apiGroups, ...rule.resources];
        expect(
          names.filter((name) => name.includes('*')),
          file,
        ).toEqual([]);
        expect(rule.resources, file).not.toContain('pods/exec');
        if (file === 'orchestrator.yaml') continue;
        expect(rule.resources, file).not.toContain('secrets');
        expect(rule.resources, file).not.toContain('serviceaccounts');
        expect(rule.apiGroups, file).not.toContain('rbac.authorization.k8s.io');
      }
    }
  });

  it('let the orchestrator make Secrets and roles for members, and neither list Secrets nor grant what it may not do', async () => {
    const given = (await rulesOf('orchestrator.yaml')).filter(
      ({ apiGroups, resources }) =>
        ['secrets', 'serviceaccounts'].some((it) => resources.includes(it)) ||
        apiGroups.includes('rbac.authorization.k8s.io'),
    );
    // No `escalate`, no `bind`: what it grants it has to hold. No token of an account.
    expect(given.map(({ resources, verbs }) => [resources, verbs])).toEqual([
      [['secrets'], ['get', 'create', 'delete']],
      [['serviceaccounts'], ['get', 'list', 'create', 'patch', 'delete']],
      [
        ['roles', 'rolebindings'],
        ['get', 'list', 'create', 'patch', 'delete'],
      ],
    ]);
  });

  it('let the controller change what sets are made of, the orchestrator the rest, and the webhook nothing', async () => {
    const changing = ['create', 'update', 'patch', 'delete', 'deletecollection'];
    const changed = async (file: string): Promise<string[]> =>
      (await rulesOf(file))
        .filter(({ verbs }) => verbs.some((verb) => changing.includes(verb)))
        .flatMap(({ resources }) => resources);
    expect(await changed('webhook.cluster.yaml')).toEqual([]);
    expect(await changed('node.cluster.yaml')).toEqual([]);
    // Of these it makes dry runs.
    expect(await changed('webhook.yaml')).toEqual(['podtemplates']);
    // Addresses are in no namespace.
    expect(await changed('orchestrator.cluster.yaml')).toEqual(['ipreservations', 'ipassignments']);
    expect(await changed('controller.cluster.yaml')).toEqual([
      'ippools/status',
      'ipreservations',
      'ipassignments',
      'pods/status',
      'events',
    ]);
    expect((await changed('controller.yaml')).sort()).toEqual([
      'advancedstatefulsets/finalizers',
      'advancedstatefulsets/status',
      'controllerrevisions',
      'distributedclusters/status',
      'events',
      'persistentvolumeclaims',
      'pods',
      'pods/resize',
    ]);
    expect(await changed('controller.lease.yaml')).toEqual(['leases']);
  });

  it('are the ones that the chart installs', async () => {
    const objects = await renderChart({ 'network.enabled': true });
    const installed = {
      orchestrator: 'orchestrator.yaml',
      'orchestrator-cluster': 'orchestrator.cluster.yaml',
      controller: 'controller.yaml',
      'controller-cluster': 'controller.cluster.yaml',
      webhook: 'webhook.yaml',
      'webhook-cluster': 'webhook.cluster.yaml',
      'node-cluster': 'node.cluster.yaml',
    };
    for (const [name, file] of Object.entries(installed)) {
      expect(named(objects, 'ClusterRole', `platform-sw-statewright-${name}`)).toMatchObject({
        rules: await rulesOf(file),
      });
    }
    expect(objects.filter(({ kind }) => kind === 'ClusterRole')).toHaveLength(7);
    expect(named(objects, 'Role', 'sw-statewright-controller')).toMatchObject({
      rules: await rulesOf('controller.lease.yaml'),
    });
  });

  it('count in the served namespaces only, if these are named', async () => {
    const bindings = (await renderChart({ watchNamespaces: ['analytics', 'search'] })).filter(({ kind }) =>
      kind.endsWith('Binding'),
    );
    for (const role of ['orchestrator', 'controller', 'webhook']) {
      const name = `platform-sw-statewright-${role}`;
      const bound = bindings.filter(({ metadata }) => metadata.name === name);
      expect(bound.map(({ kind, metadata }) => [kind, metadata.namespace])).toEqual([
        ['RoleBinding', 'analytics'],
        ['RoleBinding', 'search'],
      ]);
      for (const binding of bound) {
        expect(binding).toMatchObject({
          roleRef: { kind: 'ClusterRole', name },
          subjects: [{ name: `sw-statewright-${role}`, namespace: 'platform' }],
        });
      }
    }
    const everywhere = bindings.filter(({ kind }) => kind === 'ClusterRoleBinding');
    expect(everywhere.map(({ metadata }) => metadata.name).sort()).toEqual([
      'platform-sw-statewright-controller-cluster',
      'platform-sw-statewright-orchestrator-cluster',
      'platform-sw-statewright-webhook-cluster',
    ]);
  });

  it('let nobody list or watch Services outside of the served namespaces, but for VIPs before Kubernetes 1.33', async () => {
    const services = { balancer: 'tvs', tvs: { url: 'https://tvs.example:8443', secretName: 'tvs' } };
    const dns = { secretName: 'dns' };
    const listed = async (kubernetes: string): Promise<string[]> => {
      const objects = await renderChart({ watchNamespaces: ['search'], services, dns }, kubernetes);
      const everywhere = objects
        .filter(({ kind }) => kind === 'ClusterRoleBinding')
        .map(({ roleRef }) => z.object({ name: z.string() }).parse(roleRef).name);
      return everywhere.flatMap((name) =>
        z
          .array(ruleSchema)
          .parse(named(objects, 'ClusterRole', name).rules)
          .filter(({ verbs }) => verbs.includes('list') || verbs.includes('watch'))
          .flatMap(({ resources }) => resources)
          .filter((resource) => resource === 'services' || resource === 'endpointslices'),
      );
    };
    expect(await listed('1.35.0')).toEqual([]);
    expect(await listed('1.32.9')).toEqual(['services']);
  });

  it('reach to StatefulSets only where those are served', async () => {
    const rulesOf = async (values: Readonly<Record<string, unknown>>) =>
      JSON.stringify(
        named(await renderChart(values), 'ClusterRole', 'platform-sw-statewright-controller').rules,
      );
    expect(await rulesOf({})).not.toContain('"statefulsets/status"');
    const objects = await renderChart({ setKinds: ['apps/v1'] });
    expect(await rulesOf({ setKinds: ['apps/v1'] })).toContain('"statefulsets/status"');
    const controller = named(objects, 'Deployment', 'sw-statewright-controller');
    expect(environmentOf(controller).STATEWRIGHT_SET_KINDS).toBe('apps/v1');
  });
});
