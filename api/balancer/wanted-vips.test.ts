import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../network/address.js';
import { vipDigest, vipsDigest } from './digest.js';
import { nextBest, vipDifference } from './difference.js';
import { clusterAddresses } from './eligible.js';
import { loadBalancerClass, serviceAnnotation, vipFinalizer } from './names.js';
import type { EndpointConditions, ServiceToBalance, SliceToBalance } from './service.js';
import type { Vip } from './vip.js';
import { wantedVips } from './wanted-vips.js';

type Spec = ServiceToBalance['spec'];

function service(spec: Spec = {}, metadata: Partial<ServiceToBalance['metadata']> = {}): ServiceToBalance {
  return {
    metadata: { namespace: 'shop', name: 'web', uid: 'u1', ...metadata },
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.96.0.5',
      clusterIPs: ['10.96.0.5'],
      ports: [{ port: 80, protocol: 'TCP' }],
      ...spec,
    },
  };
}

const annotated = (annotations: Readonly<Record<string, string>>, spec: Spec = {}): ServiceToBalance =>
  service(spec, { annotations });

type Endpoints = readonly (readonly [string, (EndpointConditions | undefined)?])[];

function slice(endpoints: Endpoints, port = 8080, name = '', family = 'IPv4'): SliceToBalance {
  return {
    addressType: family,
    endpoints: endpoints.map(([address, conditions]) => ({ addresses: [address], conditions })),
    ports: [{ name, port, protocol: 'TCP' }],
  };
}

const only = (vips: readonly Vip[]): Vip => {
  const [vip, ...more] = vips;
  if (vip === undefined || more.length > 0) throw new Error(`${vips.length} VIPs in place of one`);
  return vip;
};
const membersIn = ({ listeners }: Vip): string[] =>
  listeners.flatMap(({ port, members }) =>
    members.map((one) => `${port}: ${one.address}:${one.port} ${one.state}`),
  );
const members = (of: ServiceToBalance, ...slices: readonly SliceToBalance[]): string[] =>
  membersIn(only(wantedVips(of, slices, 'all').vips));

describe('which Services are served', () => {
  const lb = { type: 'LoadBalancer', loadBalancerClass };
  const yes = { [serviceAnnotation.vip]: 'true' };
  it.each<[string, ServiceToBalance, number, number]>([
    ['ClusterIP', service(), 1, 0],
    ['ClusterIP, annotated', annotated(yes), 1, 1],
    ['ClusterIP, annotated away', annotated({ [serviceAnnotation.vip]: 'false' }), 0, 0],
    ['headless', service({ clusterIP: 'None', clusterIPs: ['None'] }), 0, 0],
    ['headless, annotated', annotated(yes, { clusterIP: 'None', clusterIPs: ['None'] }), 0, 0],
    ['without a ClusterIP yet', service({ clusterIP: '', clusterIPs: [] }), 0, 0],
    ['ExternalName', service({ type: 'ExternalName' }), 0, 0],
    ['LoadBalancer of our class', service(lb), 1, 1],
    ['LoadBalancer of no class', service({ type: 'LoadBalancer' }), 0, 0],
    ['LoadBalancer of another class', service({ ...lb, loadBalancerClass: 'x.io/y' }), 0, 0],
    ['LoadBalancer of another class, annotated', annotated(yes, { type: 'LoadBalancer' }), 1, 1],
    ['NodePort', service({ type: 'NodePort' }), 0, 0],
    ['of both families', service({ clusterIPs: ['10.96.0.5', 'fd5a:96::5'] }), 2, 0],
    ['going, held by us', service({}, { deletionTimestamp: 'now', finalizers: [vipFinalizer] }), 0, 0],
    ['going, held by another', service({}, { deletionTimestamp: 'now', finalizers: ['a/b'] }), 1, 0],
  ])('%s', (_name, of, all, ifAnnotated) => {
    expect(wantedVips(of, [], 'all').vips).toHaveLength(all);
    expect(wantedVips(of, [], 'annotated').vips).toHaveLength(ifAnnotated);
  });

  it('an annotation that is neither true nor false serves, and is said', () => {
    const { vips, problems } = wantedVips(annotated({ [serviceAnnotation.vip]: 'yes' }), [], 'annotated');
    expect(vips).toHaveLength(1);
    expect(problems).toMatchObject([{ field: `metadata.annotations["${serviceAnnotation.vip}"]` }]);
  });
});

describe('members', () => {
  it.each<[string, EndpointConditions | undefined, string[], string[]]>([
    ['no conditions', undefined, ['up'], ['up']],
    ['all unknown', { ready: null, serving: null, terminating: null }, ['up'], ['up']],
    ['ready', { ready: true, serving: true, terminating: false }, ['up'], ['up']],
    ['not ready', { ready: false, serving: false, terminating: false }, [], ['up']],
    ['not ready, serving unknown, terminating', { ready: false, terminating: true }, [], ['up']],
    ['terminating and serving', { ready: false, serving: true, terminating: true }, ['drain'], ['up']],
    ['terminating, not serving', { ready: false, serving: false, terminating: true }, [], ['up']],
  ])('%s', (_name, conditions, states, published) => {
    const slices = [
      slice([
        ['10.0.0.9', { ready: true }],
        ['10.0.0.1', conditions],
      ]),
    ];
    const statesOf = (of: ServiceToBalance): string[] =>
      only(wantedVips(of, slices, 'all').vips).listeners.flatMap(({ members: all }) =>
        all.filter(({ address }) => address === '10.0.0.1').map(({ state }) => state),
      );
    expect(statesOf(service())).toEqual(states);
    expect(statesOf(service({ publishNotReadyAddresses: true }))).toEqual(published);
  });

  it('that terminate and serve stay up when none is ready, as kube-proxy has it', () => {
    const going = { ready: false, serving: true, terminating: true };
    expect(
      members(
        service(),
        slice([
          ['10.0.0.1', going],
          ['10.0.0.2', { ready: false }],
        ]),
      ),
    ).toEqual(['80: 10.0.0.1:8080 up']);
  });

  it('of a named port may have another number on each pod, and other ports are not theirs', () => {
    const ports = [
      { name: 'web', port: 80, protocol: 'TCP' },
      { name: 'admin', port: 81, protocol: 'TCP' },
    ];
    const slices = [
      slice([['10.0.0.1']], 8080, 'web'),
      slice([['10.0.0.2']], 9090, 'web'),
      slice([['10.0.0.1']], 7070, 'admin'),
      { ...slice([['10.0.0.3']], 53, 'web'), ports: [{ name: 'web', port: 53, protocol: 'UDP' }] },
      { ...slice([['10.0.0.4']]), ports: [{ name: 'web', port: null }] },
    ];
    expect(members(service({ ports }), ...slices)).toEqual([
      '80: 10.0.0.1:8080 up',
      '80: 10.0.0.2:9090 up',
      '81: 10.0.0.1:7070 up',
    ]);
  });

  it('are of the family of the VIP, and names are none', () => {
    const both = service({ clusterIPs: ['fd5a:96::5', '10.96.0.5'] });
    const slices = [
      slice([['10.0.0.1']]),
      slice([['FD00::1']], 8080, '', 'IPv6'),
      slice([['web.example']], 8080, '', 'FQDN'),
    ];
    expect(wantedVips(both, slices, 'all').vips.map((vip) => [vip.address, membersIn(vip)])).toEqual([
      ['10.96.0.5', ['80: 10.0.0.1:8080 up']],
      ['fd5a:96::5', ['80: fd00::1:8080 up']],
    ]);
  });

  it('that several slices name are one, with the best that is said of it', () => {
    const going = { ready: false, serving: true, terminating: true };
    const slices = [
      slice([['10.0.0.1', going]]),
      slice([['10.0.0.1']]),
      slice([['10.0.0.1', { ready: false }]]),
    ];
    expect(members(service(), ...slices)).toEqual(['80: 10.0.0.1:8080 up']);
  });
});

describe('attributes', () => {
  it('of a Service that says nothing are none', () => {
    expect(only(wantedVips(service(), [], 'all').vips)).toEqual({
      address: '10.96.0.5',
      service: { namespace: 'shop', name: 'web', uid: 'u1' },
      listeners: [{ protocol: 'TCP', port: 80, members: [] }],
      sourceRanges: [],
    });
  });

  it('affinity has the timeout of the Service, or that of Kubernetes', () => {
    const of = (spec: Spec): unknown => only(wantedVips(service(spec), [], 'all').vips).affinity;
    const clientIP = { sessionAffinity: 'ClientIP' };
    expect(of(clientIP)).toEqual({ kind: 'ClientIP', timeoutSeconds: 10_800 });
    expect(of({ ...clientIP, sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } })).toEqual({
      kind: 'ClientIP',
      timeoutSeconds: 60,
    });
    expect(of({ sessionAffinity: 'None' })).toBeUndefined();
  });

  it('SCTP is said and left out, the other protocols are served', () => {
    const ports = [
      { name: 'a', port: 53, protocol: 'UDP' },
      { name: 'b', port: 53, protocol: 'TCP' },
      { name: 'c', port: 54, protocol: 'SCTP' },
    ];
    const { vips, problems } = wantedVips(service({ ports }), [], 'all');
    expect(only(vips).listeners.map(({ protocol, port }) => `${protocol} ${port}`)).toEqual([
      'TCP 53',
      'UDP 53',
    ]);
    expect(problems).toMatchObject([{ field: 'spec.ports[2].protocol', code: 'VipProtocolUnknown' }]);
  });

  it('source ranges are masked and sorted, and never open what they were to close', () => {
    const lb = (loadBalancerSourceRanges: string[]): ServiceToBalance =>
      service({
        type: 'LoadBalancer',
        loadBalancerClass,
        loadBalancerSourceRanges,
        clusterIPs: ['10.96.0.5', 'fd5a:96::5'],
      });
    const of = (one: ServiceToBalance): unknown =>
      wantedVips(one, [], 'all').vips.map(({ sourceRanges }) => sourceRanges);
    expect(of(lb([' 10.1.2.3/8', '10.0.0.0/8', '192.0.2.0/24']))).toEqual([
      ['10.0.0.0/8', '192.0.2.0/24'],
      ['::/128'],
    ]);
    expect(of(lb(['fd00::1/16']))).toEqual([['0.0.0.0/32'], ['fd00::/16']]);
    expect(of(annotated({ [serviceAnnotation.sourceRanges]: '10.0.0.0/8,10.0.0.0/33' }))).toEqual([
      ['10.0.0.0/8'],
    ]);
  });

  it('annotations that cannot be read are said one by one, and the rest goes on', () => {
    const of = annotated({
      [serviceAnnotation.idleTimeout]: '1h',
      [serviceAnnotation.healthCheck]: 'http',
      [serviceAnnotation.sourceRanges]: 'everybody',
    });
    const { vips, problems } = wantedVips(of, [slice([['10.0.0.1']])], 'all');
    expect(problems.map(({ field }) => /vip-([\w-]+)/.exec(field)?.[1])).toEqual([
      'idle-timeout',
      'health-check',
      'source-ranges',
    ]);
    expect(only(vips)).toMatchObject({ sourceRanges: ['0.0.0.0/32'], listeners: [{ members: [{}] }] });
    expect(only(vips)).not.toHaveProperty('idleTimeoutSeconds');
  });

  it('idle timeout and health check come from annotations, the check for TCP alone', () => {
    const of = annotated(
      { [serviceAnnotation.idleTimeout]: '90', [serviceAnnotation.healthCheck]: 'tcp:3' },
      {
        ports: [
          { name: 'a', port: 1, protocol: 'TCP' },
          { name: 'b', port: 2, protocol: 'UDP' },
        ],
      },
    );
    const vip = only(wantedVips(of, [], 'all').vips);
    expect(vip.idleTimeoutSeconds).toBe(90);
    expect(vip.listeners.map(({ healthCheck }) => healthCheck)).toEqual([
      { kind: 'tcp', intervalSeconds: 3 },
      undefined,
    ]);
  });

  it('what is kept otherwise than by kube-proxy is remarked', () => {
    expect(wantedVips(service({ internalTrafficPolicy: 'Local' }), [], 'all').remarks).toHaveLength(1);
    const lb = { type: 'LoadBalancer', loadBalancerClass, externalTrafficPolicy: 'Local' };
    expect(wantedVips(service(lb), [], 'all').remarks).toHaveLength(1);
  });
});

const condition = fc.option(fc.boolean());
const address = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((last) => `10.0.0.${last}`),
  fc.integer({ min: 1, max: 5 }).map((last) => `fd00::${last}`),
);
const anySlice = fc.record({
  addressType: fc.constantFrom('IPv4', 'IPv6', 'FQDN'),
  endpoints: fc.array(
    fc.record({
      addresses: fc.array(address, { minLength: 1, maxLength: 2 }),
      conditions: fc.option(fc.record({ ready: condition, serving: condition, terminating: condition }), {
        nil: undefined,
      }),
    }),
    { maxLength: 5 },
  ),
  ports: fc.array(
    fc.record({
      name: fc.constantFrom('', 'a', 'b', null),
      protocol: fc.constantFrom('TCP', 'UDP', null),
      port: fc.option(fc.integer({ min: 1, max: 3 })),
    }),
    { maxLength: 3 },
  ),
});
const anyService = fc
  .record({
    clusterIPs: fc.constantFrom(['10.96.0.5'], ['fd5a:96::5', '10.96.0.5'], ['None'], []),
    type: fc.constantFrom('ClusterIP', 'LoadBalancer', 'ExternalName', 'NodePort'),
    publishNotReadyAddresses: fc.boolean(),
    ports: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('', 'a', 'b'),
        protocol: fc.constantFrom('TCP', 'UDP', 'SCTP'),
        port: fc.integer({ min: 1, max: 4 }),
      }),
      { maxLength: 4, selector: ({ protocol, port }) => `${protocol} ${port}` },
    ),
  })
  .map((spec) => service(spec));

describe('whatever Services and slices say', () => {
  it('members are of the family, ready or said, each once, and order does not matter', () => {
    fc.assert(
      fc.property(anyService, fc.array(anySlice, { maxLength: 5 }), (of, slices) => {
        const { vips } = wantedVips(of, slices, 'all');
        for (const vip of vips) {
          expect(clusterAddresses(of)).toContain(vip.address);
          const family = parseAddress(vip.address)?.family;
          for (const listener of vip.listeners) {
            const keys = listener.members.map((one) => `${one.address} ${one.port}`);
            expect(new Set(keys).size).toBe(keys.length);
            for (const member of listener.members) {
              expect(parseAddress(member.address)?.family).toBe(family);
              const said = slices
                .filter(({ addressType }) => addressType === `IPv${family ?? 0}`)
                .flatMap(({ endpoints }) => endpoints)
                .filter(({ addresses }) => addresses[0] === member.address);
              const serves = said.some(
                ({ conditions }) =>
                  (conditions?.ready ?? true) ||
                  of.spec.publishNotReadyAddresses === true ||
                  (conditions?.serving === true && conditions.terminating === true),
              );
              expect(serves).toBe(true);
            }
          }
        }
        const turned = slices.toReversed().map((one) => ({
          ...one,
          endpoints: one.endpoints.toReversed(),
          ports: one.ports.toReversed(),
        }));
        const ports = of.spec.ports?.toReversed();
        expect(wantedVips({ ...of, spec: { ...of.spec, ports } }, turned, 'all').vips).toEqual(vips);
      }),
      { numRuns: 500 },
    );
  });
});

describe('two VIPs', () => {
  const vip = only(
    wantedVips(
      annotated({ [serviceAnnotation.idleTimeout]: '90' }),
      [slice([['10.0.0.1'], ['10.0.0.2']])],
      'all',
    ).vips,
  );
  const without = only(wantedVips(service(), [slice([['10.0.0.1']])], 'all').vips);

  it('are the same whatever the order of their lists', () => {
    const turned = {
      ...vip,
      listeners: vip.listeners.map((one) => ({ ...one, members: one.members.toReversed() })),
    };
    expect(vipDifference(vip, turned)).toEqual([]);
    expect(vipDigest(turned)).toBe(vipDigest(vip));
    expect(vipsDigest(['b', 'a'])).toBe(vipsDigest(['a', 'b']));
  });

  it('differ in the parts that differ, and then in their digests', () => {
    expect(vipDifference(vip, without)).toEqual(['idleTimeoutSeconds', 'members']);
    expect(vipDifference(vip, { ...vip, service: { ...vip.service, uid: 'u2' } })).toEqual(['service']);
    expect(vipDigest(vip)).not.toBe(vipDigest(without));
  });

  it('next best is the wanted members with the recorded attributes; without a record, no extras', () => {
    expect(nextBest(vip, without)).toEqual([{ ...without, listeners: vip.listeners }]);
    const { idleTimeoutSeconds, ...plain } = vip;
    expect(idleTimeoutSeconds).toBe(90);
    expect(nextBest(vip, undefined)).toEqual([plain]);
    expect(nextBest(without, undefined)).toEqual([]);
  });

  it('next best keeps recorded ports when the wanted ones are refused', () => {
    const more = {
      ...vip,
      listeners: [...vip.listeners, { protocol: 'UDP' as const, port: 9, members: [] }],
    };
    expect(nextBest(more, without).map(({ listeners }) => listeners.length)).toEqual([2, 1]);
  });
});
