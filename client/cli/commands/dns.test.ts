import { describe, expect, it } from 'vitest';
import type { SweepNamesResult } from '../../../workflows/sweep-names/contract.js';
import type { Names } from '../../names.js';
import { runCli } from '../program.js';
import { worldOf } from '../world.fixture.js';

const problem = {
  name: 'www.shop.svc.k8s.corp.example',
  service: 'shop/www',
  reason: 'OfAnother',
  detail: 'A 192.0.2.9',
} as const;

const result: SweepNamesResult = {
  outcome: 'WouldSweep',
  message: 'Would change the names of 1 Services; 12 records in 1 zones; 1 names cannot be had.',
  zones: [
    {
      zone: 'k8s.corp.example',
      records: 12,
      services: 4,
      differing: 1,
      examples: ['shop/web'],
      changed: 0,
      problems: [problem],
      problemCount: 1,
    },
  ],
};

async function cli(words: readonly string[], asked: unknown[] = []) {
  const sweep: Names['sweep'] = (input) => {
    asked.push(input);
    return Promise.resolve(result);
  };
  const { world, out, err } = worldOf({}, {}, {}, {}, { sweep });
  const code = await runCli([...words], world);
  return { code, out: out(), err: err() };
}

describe('statewright dns', () => {
  it('get shows the names of a Service beside what DNS answers', async () => {
    const asked: unknown[] = [];
    const get: Names['get'] = (...words) => {
      asked.push(words);
      const name = 'web.shop.svc.k8s.corp.example';
      const record = 'A 10.96.0.5';
      return Promise.resolve({ records: [{ name, record, state: 'missing' }], problems: [problem] });
    };
    const { world, out } = worldOf({}, {}, {}, {}, { get });
    const words = 'dns get shop/web --domain K8s.corp.example --server 10.90.0.4'.split(' ');
    expect(await runCli(words, world)).toBe(0);
    expect(out()).toMatch(/web\.shop\.svc\.k8s\.corp\.example +A 10\.96\.0\.5 +missing/);
    expect(out()).toContain('is somebody else’s');
    expect(asked).toEqual([
      [
        { namespace: 'shop', name: 'web' },
        { domain: 'k8s.corp.example', server: '10.90.0.4', endpointPodNames: false },
      ],
    ]);
  });

  it('get asks for the domain of the cluster, which nothing in Kubernetes says', async () => {
    const { code, err } = await cli(['dns', 'get', 'web']);
    expect(code).toBe(2);
    expect(err).toContain('STATEWRIGHT_CLUSTER_DOMAIN');
  });

  it('zones shows what is in each zone, what differs, and what cannot be had, and changes nothing', async () => {
    const asked: unknown[] = [];
    const { out, code } = await cli(['dns', 'zones'], asked);
    expect(out).toMatch(/k8s\.corp\.example +12 +4 +1 +1/);
    expect(out).toContain('www.shop.svc.k8s.corp.example of shop/www is somebody else’s: A 192.0.2.9');
    expect(asked).toEqual([{ dryRun: true }]);
    expect(code).toBe(0);
  });

  it('sweep says what it did, and hands on what it was told', async () => {
    const asked: unknown[] = [];
    const words = ['dns', 'sweep', '--dry-run', '--zone', 'k8s.corp.example', '--grace', '30s'];
    const { out } = await cli(words, asked);
    expect(out).toContain(result.message);
    expect(out).toContain('k8s.corp.example: shop/web');
    expect(asked).toEqual([{ dryRun: true, zone: 'k8s.corp.example', graceSeconds: 30 }]);
  });

  it('answers as JSON where that is asked for', async () => {
    expect(JSON.parse((await cli(['dns', 'sweep', '-o', 'json'])).out)).toEqual(result);
  });
});
