import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readNodeSettings, bridgeWish } from '../../workers/node-settings.js';
import { podTemplateSchema, renderChart, type ChartObject } from '../harness/helm.js';

const daemonSetSchema = z.looseObject({
  spec: z.looseObject({
    updateStrategy: z.unknown(),
    template: podTemplateSchema,
  }),
});

function agentOf(objects: readonly ChartObject[]): z.infer<typeof daemonSetSchema>['spec'] {
  const found = objects.find(({ kind }) => kind === 'DaemonSet');
  return daemonSetSchema.parse(found).spec;
}

/** The agent's environment, on a machine called m1. */
function environmentOf(objects: readonly ChartObject[]): Record<string, string> {
  const [container] = agentOf(objects).template.spec.containers;
  return Object.fromEntries(
    (container?.env ?? []).map(({ name, value }) => [
      name,
      value ?? (name.endsWith('NODE_NAME') ? 'm1' : ''),
    ]),
  );
}

describe('the network in the chart', () => {
  let objects: ChartObject[];
  beforeAll(async () => {
    objects = await renderChart({ 'network.enabled': true });
  });

  it('is nowhere unless it is asked for', async () => {
    const without = await renderChart();
    expect(without.filter(({ kind }) => kind === 'DaemonSet')).toEqual([]);
    expect(without.filter(({ metadata }) => metadata.name.includes('-node'))).toEqual([]);
  });

  it('comes to every machine before it is Ready, and before pods that may wait', () => {
    const { template, updateStrategy } = agentOf(objects);
    expect(template.spec).toMatchObject({
      hostNetwork: true,
      tolerations: [{ operator: 'Exists' }],
      priorityClassName: 'system-node-critical',
      serviceAccountName: 'sw-statewright-node',
    });
    expect(template.spec).not.toHaveProperty('hostPID');
    expect(updateStrategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } });
  });

  it('sees what the machine mounts later, and may write only where it puts something', () => {
    const [container] = agentOf(objects).template.spec.containers;
    const mounts = (container?.volumeMounts ?? []).filter(({ mountPath }) => mountPath !== '/tmp');
    expect(
      mounts.map(({ mountPath, readOnly }) => [mountPath, readOnly === true ? 'read' : 'write'].join(' ')),
    ).toEqual([
      '/run/openvswitch read',
      '/run/containerd read',
      '/run/statewright write',
      '/run/netns write',
      '/opt/cni/bin write',
      '/etc/cni/net.d write',
    ]);
    for (const mount of mounts) expect(mount).toMatchObject({ mountPropagation: 'HostToContainer' });
    expect(container?.securityContext).toEqual({
      privileged: true,
      runAsUser: 0,
      runAsGroup: 0,
      readOnlyRootFilesystem: true,
    });
  });

  it('starts the agent with settings that it takes: by default the kernel datapath, and no uplink', () => {
    const settings = readNodeSettings(environmentOf(objects));
    expect(bridgeWish(settings)).toEqual({ name: 'br-pods', datapath: 'system' });
    expect(settings).toMatchObject({
      STATEWRIGHT_OVSDB_SOCKET: '/run/openvswitch/db.sock',
      STATEWRIGHT_CRI_SOCKET: '/run/containerd/containerd.sock',
      STATEWRIGHT_CNI_SOCKET: '/run/statewright/cni.sock',
      STATEWRIGHT_CNI_BIN_DIR: '/opt/cni/bin',
      STATEWRIGHT_CNI_CONF_DIR: '/etc/cni/net.d',
      STATEWRIGHT_LINK_TOOL: '/app/bin/statewright-cni',
    });
  });

  it('hands the uplink of the values on, with its type, options and the link of the probe', async () => {
    const dpdk = await renderChart({
      'network.enabled': true,
      'network.bridge': 'br-data',
      'network.datapath': 'netdev',
      'network.uplink': {
        name: 'dpdk0',
        type: 'dpdk',
        options: { 'dpdk-devargs': '0000:01:00.0', n_rxq: '2' },
        probeLink: 'eth1',
      },
    });
    expect(bridgeWish(readNodeSettings(environmentOf(dpdk)))).toEqual({
      name: 'br-data',
      datapath: 'netdev',
      uplink: {
        name: 'dpdk0',
        type: 'dpdk',
        options: { 'dpdk-devargs': '0000:01:00.0', n_rxq: '2' },
        probe: 'eth1',
      },
    });
  });

  it('names no variable twice, and serves metrics on a port of its own', () => {
    const [container] = agentOf(objects).template.spec.containers;
    const names = (container?.env ?? []).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(environmentOf(objects).STATEWRIGHT_METRICS_ADDRESS).toBe('0.0.0.0:9104');
    expect(container).toMatchObject({ ports: [{ name: 'metrics', containerPort: 9104 }] });
  });
});
