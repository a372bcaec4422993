import { describe, expect, it } from 'vitest';
import type { Vip } from '../vip.js';
import { renderSection, sectionsOf } from './section.js';
import { vipProblems } from './vip-problems.js';

const vip: Vip = {
  address: '10.96.0.10',
  service: { namespace: 'shop', name: 'search', uid: 'u' },
  sourceRanges: [],
  listeners: [
    {
      protocol: 'TCP',
      port: 9200,
      members: [
        { address: '10.90.0.11', port: 9200, weight: 3, state: 'up' },
        { address: '10.90.0.12', port: 9200, weight: 3, state: 'drain' },
        { address: '10.90.0.13', port: 9200, weight: 0, state: 'up' },
      ],
    },
    { protocol: 'UDP', port: 53, members: [] },
  ],
};

function rendered(change: Partial<Vip>): string {
  return sectionsOf({ ...vip, ...change }, { defaults: 'vips', peers: 'restarts' })
    .map(renderSection)
    .join('');
}

describe('a VIP for HAProxy', () => {
  it('has a frontend and a backend for each TCP listener, and keeps members that drain out of service', () => {
    expect(rendered({})).toBe(`frontend tcp-10.96.0.10-9200 from vips
  bind 10.96.0.10:9200
  tcp-request connection reject if { nbsrv(tcp-10.96.0.10-9200) eq 0 }
  default_backend tcp-10.96.0.10-9200
backend tcp-10.96.0.10-9200 from vips
  server 10.90.0.11-9200 10.90.0.11:9200 weight 3
  server 10.90.0.12-9200 10.90.0.12:9200 weight 3 disabled
  server 10.90.0.13-9200 10.90.0.13:9200 weight 1 disabled
`);
  });

  it('has affinity, idle time and health checks where they are asked for', () => {
    const [listener] = vip.listeners;
    if (listener === undefined) throw new Error('the VIP has no listener');
    const text = rendered({
      affinity: { kind: 'ClientIP', timeoutSeconds: 600 },
      idleTimeoutSeconds: 30,
      listeners: [{ ...listener, healthCheck: { kind: 'tcp', intervalSeconds: 5 } }],
    });
    expect(text).toContain('  timeout client 30s\n');
    expect(text).toContain('  timeout server 30s\n');
    expect(text).toContain('  stick-table type ip size 200000 expire 600s peers restarts\n  stick on src\n');
    expect(text).toMatch(/ server 10\.90\.0\.11-9200 10\.90\.0\.11:9200 weight 3 id \d+ check inter 5s\n/);
  });

  it('lets nobody in rather than everybody when all source ranges are of the other family', () => {
    expect(rendered({ sourceRanges: ['fd00::/8'] })).toContain('\n  tcp-request connection reject\n');
  });

  it('breaks many source ranges into lines that HAProxy takes', () => {
    const sourceRanges = Array.from({ length: 45 }, (_, index) => `10.0.${index}.0/24`);
    expect(rendered({ sourceRanges }).match(/^ {2}acl in_ranges src /gm)).toHaveLength(3);
  });

  it.each<[string, Partial<Vip>]>([
    ['address', { address: '10.96.0.10\n  bind :1' }],
    ['address', { address: '010.96.0.10' }],
    ['sourceRanges', { sourceRanges: ['0.0.0.0/0 }'] }],
    ['idleTimeoutSeconds', { idleTimeoutSeconds: 0.5 }],
    ['affinity.timeoutSeconds', { affinity: { kind: 'ClientIP', timeoutSeconds: -1 } }],
    ['listeners[0].port', { listeners: [{ protocol: 'TCP', port: 0, members: [] }] }],
    ['listeners', { listeners: [1, 2].map(() => ({ protocol: 'TCP', port: 80, members: [] })) }],
    [
      'listeners[0].members[0].address',
      {
        listeners: [
          { protocol: 'TCP', port: 80, members: [{ address: 'fd00::1', port: 80, weight: 1, state: 'up' }] },
        ],
      },
    ],
  ])('is not written with an unsound %s', (path, change) => {
    expect(vipProblems({ ...vip, ...change }).map((problem) => problem.path)).toEqual([path]);
    expect(vipProblems(vip)).toEqual([]);
  });
});
