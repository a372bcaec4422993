import { describe, expect, it } from 'vitest';
import { StatewrightError } from '../../../api/errors/index.js';
import type { SweepVipsResult } from '../../../workflows/sweep-vips/contract.js';
import type { ServedService, Services } from '../../services.js';
import { runCli } from '../program.js';
import { worldOf } from '../world.fixture.js';

const web: ServedService = {
  namespace: 'shop',
  name: 'web',
  type: 'LoadBalancer',
  clusterIP: '10.96.0.5',
  ports: ['80/TCP'],
  addresses: ['10.96.0.5', 'fd5a:96::5'],
  ingress: ['10.96.0.5', 'fd5a:96::5'],
  condition: {
    type: 'statewright.io/VipReady',
    status: 'False',
    reason: 'BalancerRefused',
    message: 'idleTimeoutSeconds: too long',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  },
};

async function cli(words: string, answers: Partial<Services>) {
  const { world, out, err } = worldOf({}, {}, {}, {}, {}, answers);
  const code = await runCli(words.split(' '), world);
  return { code, out: out(), err: err() };
}

describe('statewright service', () => {
  it('get shows which Services the balancer has, and with -o wide what is wrong', async () => {
    const asked: unknown[] = [];
    const list: Services['list'] = (options) => {
      asked.push(options);
      const { condition, ...plain } = web;
      return Promise.resolve([web, { ...plain, name: condition === undefined ? '' : 'own' }]);
    };
    const { out } = await cli('service get -n shop -o wide', { list });
    expect(out).toMatch(
      /shop +web +LoadBalancer +10\.96\.0\.5, fd5a:96::5 +80\/TCP +BalancerRefused +idleTimeout/,
    );
    expect(out).toMatch(/shop +own +.* +- +-/);
    expect(asked).toEqual([{ namespace: 'shop' }]);
  });

  it('describe shows endpoints by address, the workflow, and what could not be asked', async () => {
    const asked: unknown[] = [];
    const show: Services['describe'] = (key) => {
      asked.push(key);
      const members = [
        { address: '10.0.0.1', port: 8080, weight: 100, state: 'up' as const },
        { address: '10.0.0.2', port: 8080, weight: 100, state: 'drain' as const },
      ];
      const listeners = [{ protocol: 'TCP' as const, port: 80, members }];
      const service = { namespace: 'search', name: 'web', uid: 'u' };
      return Promise.resolve({
        service: web,
        wanted: [
          { address: '10.96.0.5', service, listeners, sourceRanges: [] },
          {
            address: 'fd5a:96::5',
            service,
            listeners: [{ ...listeners[0], protocol: 'TCP', port: 80, members: [] }],
            sourceRanges: [],
          },
        ],
        workflowId: 'vip/search/web',
        run: { state: 'COMPLETED', startedAt: '2026-01-01T00:00:00.000Z' },
        events: [],
        unanswered: [{ question: 'its events', sentence: 'No answer.', remedy: '' }],
      });
    };
    const { out } = await cli('service describe web', { describe: show });
    expect(out).toContain('as Kubernetes wants them of the balancer now:\n10.96.0.5:80/TCP');
    expect(out).toMatch(/10\.96\.0\.5:80\/TCP\n {2}10\.0\.0\.1 8080\n {2}10\.0\.0\.2 8080, draining\n/);
    expect(out).toContain('[fd5a:96::5]:80/TCP  no endpoint');
    expect(out).toContain('COMPLETED since 2026-01-01');
    expect(out).toContain('workflows/vip%2Fsearch%2Fweb');
    expect(out).toContain('Could not be asked: its events');
    expect(asked).toEqual([{ namespace: 'search', name: 'web' }]);
  });

  it('describe says that there is none, and which words name none', async () => {
    const show: Services['describe'] = () =>
      Promise.reject(new StatewrightError('ServiceNotFound', { service: 'shop/web' }));
    expect(await cli('service describe shop/web', { describe: show })).toMatchObject({ code: 1 });
    expect(await cli('service describe a/b/c', {})).toMatchObject({ code: 2 });
  });

  it('sweep passes --dry-run on and names what it found', async () => {
    const sweep: Services['sweep'] = ({ dryRun = false } = {}) => {
      const result: SweepVipsResult = {
        outcome: dryRun ? 'WouldSweep' : 'Clean',
        message: dryRun ? 'Would mend 1 missing.' : 'Nothing.',
        seen: { services: 1, vips: 0 },
        found: { missing: 1, different: 0, over: 0 },
        repaired: 0,
        removed: 0,
        kept: 0,
        blocked: 0,
        examples: [{ kind: 'missing', service: 'shop/web', address: '10.96.0.5' }],
      };
      return Promise.resolve(result);
    };
    const { out } = await cli('service sweep --dry-run', { sweep });
    expect(out).toBe('Would mend 1 missing.\n  missing: 10.96.0.5 of shop/web\n');
    expect((await cli('service sweep', { sweep })).out).toContain('Nothing.');
  });
});
