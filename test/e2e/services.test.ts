import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outside } from '../../stack/sample/outside-host.js';
import { pods, services, type Service } from '../../kubernetes/index.js';
import { waitUntil } from '../integration/harness/wait-until.js';
import { AddressedSet, addressesOf, memberPort } from './harness/addressed-set.js';
import { deleteAndWait, smallCluster, untilReady } from './harness/clusters.js';
import { openStack, type RunningStack } from './harness/running-stack.js';
import { answersOutside, askWithoutPause, resolveOutside, serveMembers } from './harness/services.js';

let stack: RunningStack;
let set: AddressedSet;
const namespace = 'default';
const run = Date.now().toString(36);
const cluster = { namespace, name: `e2e-out-${run}` };

function companyName(service: string): string {
  return `${service}.${namespace}.svc.${stack.stack.settings.clusterDomain}`;
}

/** The one address that the company's DNS has for a name, once it has it. */
async function resolved(name: string): Promise<string> {
  let addresses: readonly string[] = [];
  await waitUntil(
    `${name} is in the company's DNS`,
    async () => {
      addresses = await resolveOutside(name);
      return addresses.length === 1;
    },
    { timeoutMs: 60_000, everyMs: 200 },
  );
  return addresses[0] ?? '';
}

function clusterIp(service: Service | undefined): string {
  const address = service?.spec.clusterIP;
  if (address === undefined) throw new Error('the Service has no ClusterIP');
  return address;
}

beforeAll(async () => {
  stack = openStack();
  set = new AddressedSet(stack, `e2e-svc-${run}`);
  await set.create({ replicas: 2 });
  await stack.statewright.clusters.apply(smallCluster(cluster));
  await set.ready(2);
});

afterAll(async () => {
  const { items } = await stack.kubernetes.list(services, { namespace });
  for (const { metadata } of items.filter((it) => it.metadata.name.startsWith(set.name)))
    await stack.kubernetes.delete(services, { namespace, name: metadata.name });
  await Promise.all([set.delete(), deleteAndWait(stack, cluster)]);
  await stack.close();
});

describe('a Service', () => {
  it('of a cluster answers a host outside at its ClusterIP and by its name in the company', async () => {
    await untilReady(stack, cluster);
    const address = clusterIp(await stack.kubernetes.get(services, cluster));
    expect(await answersOutside(`http://${address}:9200`)).toContain(cluster.name);
    expect(await answersOutside(`http://${companyName(cluster.name)}:9200`)).toContain(cluster.name);
    expect(await resolveOutside(companyName(cluster.name))).toEqual([address]);
  });

  it('answers pods at its ClusterIP and by its name', async () => {
    const address = clusterIp(await serveMembers(stack, set.name, `${set.name}-inside`));
    const [member] = await set.ready(2);
    const from = member?.metadata.name ?? '';
    const names = (await set.ready(2)).map(({ metadata }) => metadata.name);
    for (const host of [address, `${set.name}-inside`, companyName(`${set.name}-inside`)]) {
      await waitUntil(`${host} answers a pod`, async () =>
        names.includes((await set.exec(from, 'curl', '-sf', '-m', '2', `http://${host}/`)).trim()),
      );
    }
  });

  it('answers in both families, and its names go with it', async () => {
    const name = `${set.name}-both`;
    const made = await serveMembers(stack, set.name, name, { ipFamilyPolicy: 'RequireDualStack' });
    const [ipv4 = '', ipv6 = ''] = made.spec.clusterIPs ?? [];
    expect(await answersOutside(`http://${ipv4}/`)).toMatch(set.name);
    expect(await answersOutside(`http://[${ipv6}]/`)).toMatch(set.name);
    await waitUntil('both families have the name', async () => {
      const [a, aaaa] = await Promise.all([
        resolveOutside(companyName(name)),
        resolveOutside(companyName(name), 'AAAA'),
      ]);
      return a.includes(ipv4) && aaaa.includes(ipv6);
    });
    const reverse = await outside('dig', '+short', '-x', ipv4);
    expect(reverse.trim()).toBe(`${companyName(name)}.`);
    await stack.kubernetes.delete(services, { namespace, name });
    await waitUntil(
      'nobody answers any more, and the name is gone',
      async () => {
        const answers = await outside('curl', '-s', '-m', '1', `http://${ipv4}/`).then(
          () => true,
          () => false,
        );
        return !answers && (await resolveOutside(companyName(name))).length === 0;
      },
      { timeoutMs: 60_000 },
    );
  });

  it('without an address of its own gives each member a name, which stays when the member comes back', async () => {
    const name = set.name;
    await serveMembers(stack, set.name, name, { clusterIP: 'None' });
    const member = `${name}-0`;
    const itsName = `${member}.${companyName(name)}`;
    const before = await resolved(itsName);
    expect(await answersOutside(`http://${itsName}:${memberPort}/`)).toBe(member);
    const [first] = await set.ready(2);
    expect(addressesOf(first)).toContain(before);
    await stack.kubernetes.delete(pods, { namespace, name: member }, { gracePeriodSeconds: 0 });
    await waitUntil('the member is another pod', async () => {
      const pod = await stack.kubernetes.get(pods, { namespace, name: member });
      return pod !== undefined && pod.metadata.uid !== first?.metadata.uid;
    });
    await set.ready(2);
    expect(await answersOutside(`http://${itsName}:${memberPort}/`)).toBe(member);
    expect(await resolved(itsName)).toBe(before);
  });

  it('of type LoadBalancer and of our class says in its status where it answers', async () => {
    const name = `${set.name}-lb`;
    const made = await serveMembers(stack, set.name, name, {
      type: 'LoadBalancer',
      loadBalancerClass: 'statewright.io/tvs',
      allocateLoadBalancerNodePorts: false,
    });
    await waitUntil('its status says so', async () => {
      const live = await stack.kubernetes.get(services, { namespace, name });
      return live?.status?.loadBalancer?.ingress?.some(({ ip }) => ip === clusterIp(made)) ?? false;
    });
    expect(await answersOutside(`http://${clusterIp(made)}/`)).toMatch(set.name);
  });

  it('that is made anew with the same ClusterIP answers all the while', async () => {
    const name = `${set.name}-anew`;
    const address = clusterIp(await serveMembers(stack, set.name, name));
    await answersOutside(`http://${address}/`);
    const asking = askWithoutPause(`http://${address}/`);
    await stack.kubernetes.delete(services, { namespace, name });
    const anew = await serveMembers(stack, set.name, name, { clusterIP: address });
    await waitUntil('the balancer has the new one', async () => {
      const live = await stack.kubernetes.get(services, { namespace, name });
      return (
        live?.metadata.uid === anew.metadata.uid &&
        live.status?.conditions?.some(({ status }) => status === 'True') === true
      );
    });
    const { answered, failed } = await asking.stop();
    expect(failed).toEqual([]);
    expect(answered).toBeGreaterThan(0);
  });
});
