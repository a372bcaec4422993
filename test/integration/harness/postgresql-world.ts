import { readFile } from 'node:fs/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { z } from 'zod';
import { createClusterActivities } from '../../../activities/cluster/index.js';
import { readSecret } from '../../../activities/cluster/generated-secrets.js';
import type { ClusterToRender } from '../../../api/component.js';
import { advancedStatefulSetCrd } from '../../../api/crd/advanced-stateful-set-crd.js';
import { distributedClusterCrd } from '../../../api/crd/distributed-cluster-crd.js';
import type { ClusterConfig } from '../../../api/distributed-cluster.js';
import { memberPodName, type Member } from '../../../api/membership.js';
import { postgresql } from '../../../catalog/postgresql/index.js';
import { accountName, passwordsName } from '../../../catalog/postgresql/names.js';
import { postgresqlRules } from '../../../catalog/postgresql/rules.js';
import { pods, type KubernetesClient } from '../../../kubernetes/index.js';
import { distributedClusters } from '../../../kubernetes/resources/distributed-cluster.js';
import { postgresqlCluster } from '../../harness/postgresql-cluster.js';
import { grantChartRights } from './chart-rights.js';
import { ControlPlane } from './control-plane.js';
import { installCrd } from './install-crd.js';
import { kubectl } from './kubectl.js';
import { waitUntil } from './wait-until.js';

const templateSchema = z.looseObject({
  template: z.looseObject({ metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }) }),
});
const kubeconfigSchema = z.looseObject({
  clusters: z.array(z.looseObject({ cluster: z.looseObject({ server: z.string() }) })),
});

/**
 * A Kubernetes in which the platform has made all that a PostgreSQL cluster shares, with the rights of the chart and no others.
 * There is no kubelet: pods are objects that say where a member's process listens.
 */
export class PostgresqlWorld {
  private constructor(
    private readonly plane: ControlPlane,
    private readonly admin: KubernetesClient,
    private readonly orchestrator: KubernetesClient,
    public cluster: ClusterToRender,
  ) {}

  static async start(): Promise<PostgresqlWorld> {
    const plane = await ControlPlane.start();
    const admin = await plane.client();
    await installCrd(admin, distributedClusterCrd([postgresqlRules]));
    await installCrd(admin, advancedStatefulSetCrd());
    await grantChartRights(plane, 'nobody');
    const { namespace, name, spec } = postgresqlCluster();
    await waitUntil('clusters are served', async () => {
      await admin.create(distributedClusters, { metadata: { namespace, name }, spec });
      return true;
    });
    const made = await admin.get(distributedClusters, { namespace, name });
    const cluster = postgresqlCluster({}, { uid: made?.metadata.uid ?? '' });
    const world = new PostgresqlWorld(plane, admin, await plane.client({ user: 'nobody' }), cluster);
    await world.#applyShared();
    return world;
  }

  async configure(config: ClusterConfig): Promise<void> {
    const { namespace, name } = this.cluster;
    const nodeTypes = [{ name: 'server', replicas: 3, config }];
    this.cluster = { ...this.cluster, spec: { ...this.cluster.spec, nodeTypes } };
    await this.admin.mergePatch(distributedClusters, { namespace, name }, { spec: { nodeTypes } });
    await this.#applyShared();
  }

  /** Who a member is: the account of the cluster, as a pod would be given its token. */
  async memberKubeconfig(): Promise<string> {
    const file = await this.plane.kubeconfig();
    const { namespace } = this.cluster;
    const account = accountName(this.cluster);
    const token = await kubectl(file, 'create', 'token', account, '-n', namespace, '--duration', '2h');
    const config = kubeconfigSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    const [named] = config.clusters;
    const authority = z.object({ 'certificate-authority': z.string() }).parse(named?.cluster);
    const ca = await readFile(authority['certificate-authority']);
    const cluster = { server: named?.cluster.server, 'certificate-authority-data': ca.toString('base64') };
    return JSON.stringify({
      ...config,
      clusters: [{ name: 'test', cluster }],
      users: [{ name: 'test', user: { token: token.trim() } }],
    });
  }

  async makePod(member: Member, address: string): Promise<void> {
    const { namespace } = this.cluster;
    const name = memberPodName(this.cluster.name, member);
    if ((await this.admin.get(pods, { namespace, name })) !== undefined) return;
    const [set] = postgresql.render(this.cluster).sets;
    const { labels } = templateSchema.parse(set?.manifest.spec).template.metadata;
    await this.admin.create(pods, {
      metadata: { namespace, name, labels },
      spec: { containers: [{ name: 'postgresql', image: 'none' }] },
    });
    const status = { podIP: address, podIPs: [{ ip: address }], phase: 'Running' };
    await this.admin.mergePatch(pods, { namespace, name }, { status }, { subresource: 'status' });
  }

  async removePod(member: Member): Promise<void> {
    const { namespace } = this.cluster;
    const name = memberPodName(this.cluster.name, member);
    await this.admin.delete(pods, { namespace, name }, { gracePeriodSeconds: 0 });
  }

  readSecret(name: string): Promise<Readonly<Record<string, string>>> {
    return readSecret(this.orchestrator, this.cluster, name);
  }

  async superuserPassword(): Promise<string> {
    return (await this.readSecret(passwordsName(this.cluster))).superuser ?? '';
  }

  async passwordEnvironment(): Promise<Readonly<Record<string, string>>> {
    const { superuser, replication, rewind, rest } = await this.readSecret(passwordsName(this.cluster));
    return {
      PATRONI_SUPERUSER_PASSWORD: superuser ?? '',
      PATRONI_REPLICATION_PASSWORD: replication ?? '',
      PATRONI_REWIND_PASSWORD: rewind ?? '',
      PATRONI_RESTAPI_PASSWORD: rest ?? '',
    };
  }

  async stop(): Promise<void> {
    await this.plane.stop();
  }

  async #applyShared(): Promise<void> {
    const { namespace, name, uid } = this.cluster;
    const catalog = { rules: [postgresqlRules], component: () => postgresql };
    const ending = new AbortController().signal;
    const activities = createClusterActivities({ kubernetes: this.orchestrator, catalog, ending });
    const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
    await environment.run(() => activities.applyShared({ namespace, name, uid }));
  }
}
