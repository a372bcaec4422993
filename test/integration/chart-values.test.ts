import { describe, expect, it } from 'vitest';
import { renderChart } from '../harness/helm.js';

/** A wrong value, and what the refusal must name. */
const refused: readonly (readonly [string, Readonly<Record<string, unknown>>, RegExp])[] = [
  ['a negative number of replicas', { 'orchestrator.replicas': -1 }, /orchestrator[/.]replicas/],
  ['replicas in words', { 'controller.replicas': 'two' }, /controller[/.]replicas/],
  ['a misspelt setting', { 'orchestrator.replica': 3 }, /replica/],
  ['a misspelt section', { temporalio: {} }, /temporalio/],
  ['an address without a port', { 'temporal.address': 'temporal' }, /temporal[/.]address/],
  ['no Temporal namespace', { 'temporal.namespace': '' }, /temporal[/.]namespace/],
  ['a log level nobody knows', { logLevel: 'loud' }, /logLevel/],
  ['a namespace that is no label', { watchNamespaces: ['Search'] }, /watchNamespaces/],
  [
    'memory that is no quantity',
    { 'webhook.resources.limits.memory': '1 GB' },
    /resources[/.]limits[/.]memory/,
  ],
  ['no memory limit', { 'webhook.resources.limits': { memory: null } }, /resources[/.]limits/],
  ['a failure policy nobody knows', { 'webhook.failurePolicy': 'Maybe' }, /failurePolicy/],
  ['an image tag with a space', { 'image.tag': '1 2' }, /image[/.]tag/],
  ['a digest that is none', { 'image.digest': 'sha256:abc' }, /image[/.]digest/],
  ['a build id that Temporal would not take', { buildId: 'sha256:abc' }, /buildId/],
  ['a task queue that cannot name a Lease', { taskQueue: 'My Queue' }, /taskQueue/],
  ['metrics on the webhook port', { 'metrics.port': 9443 }, /metrics[/.]port/],
  [
    'a bridge whose name Linux does not take',
    { 'network.bridge': 'bridge-of-the-pods' },
    /network[/.]bridge/,
  ],
  ['DPDK in the kernel', { 'network.uplink.type': 'dpdk' }, /network[/.]datapath/],
  ['an uplink of an unknown type', { 'network.uplink.type': 'vxlan' }, /uplink[/.]type/],
  ['an uplink option with a comma', { 'network.uplink.options': { a: 'b,c=d' } }, /uplink[/.]options/],
  ['a folder that is no path', { 'network.cni.confDirectory': 'net.d' }, /confDirectory/],
  ['a balancer nobody knows', { 'services.balancer': 'f5' }, /services[/.]balancer/],
  [
    'a balancer without its address',
    { 'services.balancer': 'tvs', 'services.tvs.secretName': 'tvs' },
    /services\.tvs\.url is needed/,
  ],
  [
    'a balancer without a token',
    { 'services.balancer': 'tvs', 'services.tvs.url': 'https://tvs:8443' },
    /services\.tvs\.secretName is needed/,
  ],
  ['a balancer without TLS', { 'services.tvs.url': 'http://tvs:8443' }, /services[/.]tvs[/.]url/],
  ['two agents on one machine', { 'network.updateStrategy.rollingUpdate': { maxSurge: 1 } }, /maxSurge/],
  [
    'the Secret of a certificate without its authority',
    { 'webhook.certificate.source': 'secret', 'webhook.certificate.secretName': 'mine' },
    /webhook\.certificate\.caBundle/,
  ],
];

describe('values that cannot work', () => {
  it.each(refused)('are refused: %s', async (_what, values, naming) => {
    await expect(renderChart(values)).rejects.toThrow(naming);
  });
});
