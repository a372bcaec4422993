import { describe, expect, it } from 'vitest';
import { StatewrightError } from '../../../api/errors/index.js';
import { ipPoolSchema, type IPReservation } from '../../../api/network/index.js';
import type { Addresses } from '../../addresses.js';
import { runCli } from '../program.js';
import { worldOf } from '../world.fixture.js';

const reservation: IPReservation = {
  metadata: { name: 'shop.web-0', uid: 'u', resourceVersion: '1' },
  spec: {
    namespace: 'shop',
    podName: 'web-0',
    pool: 'lan',
    addresses: ['10.90.64.5', 'fd90::5'],
    former: [{ address: '10.90.64.4', until: '2026-01-01T00:00:00Z' }],
  },
  status: { phase: 'Released', podUID: 'p', expiresAt: new Date(7_201_000).toISOString() },
};

async function cli(words: string, answers: Partial<Addresses>) {
  const { world, out, err } = worldOf({}, {}, {}, answers);
  const code = await runCli(words.split(' '), world);
  return { code, out: out(), err: err() };
}

describe('statewright ip', () => {
  it('list shows who has which address and how long it is kept', async () => {
    const asked: unknown[] = [];
    const list: Addresses['list'] = (options) => {
      asked.push(options);
      return Promise.resolve([reservation]);
    };
    const { out } = await cli('ip list -n shop --pool lan', { list });
    expect(out).toMatch(/shop +web-0 +10\.90\.64\.5, fd90::5 +lan +Released +2h/);
    expect(asked).toEqual([{ namespace: 'shop', pool: 'lan' }]);
  });

  it('show tells all of one pod name, of the namespace of the context unless it is named', async () => {
    const asked: unknown[] = [];
    const show: Addresses['show'] = (pod) => {
      asked.push(pod);
      return Promise.resolve(reservation);
    };
    const { out } = await cli('ip show web-0', { show });
    expect(out).toMatch(/State: +Released, kept for 2h/);
    expect(out).toMatch(/Former: +10\.90\.64\.4, until 2026/);
    await cli('ip show shop/web.0', { show });
    expect(asked).toEqual([
      { namespace: 'search', name: 'web-0' },
      { namespace: 'shop', name: 'web.0' },
    ]);
  });

  it('pools shows what is left of each', async () => {
    const pool = ipPoolSchema.parse({
      metadata: { name: 'lan', uid: 'u', resourceVersion: '1' },
      spec: { default: true, vlan: 7, ipv4: { subnet: '10.90.0.0/16', ranges: ['10.90.64.0/18'] } },
      status: { ipv4: { capacity: '9', bound: '3', released: '2', free: '4' } },
    });
    const { out } = await cli('ip pools', { pools: () => Promise.resolve([pool]) });
    expect(out).toMatch(/lan +10\.90\.0\.0\/16 +10\.90\.64\.0\/18 +7 +3 +2 +4 +- +all, default/);
  });

  it('release passes --force on, and says what was given up or why not', async () => {
    const release: Addresses['release'] = (_pod, options) => {
      if (options?.force === true) return Promise.resolve({ pod: 'shop/web-0', addresses: ['10.90.64.5'] });
      const parameters = { pod: 'shop/web-0', addresses: '10.90.64.5' };
      return Promise.reject(new StatewrightError('ReservationInUse', parameters));
    };
    const refused = await cli('ip release shop/web-0', { release });
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('exists and uses 10.90.64.5')]);
    const done = await cli('ip release shop/web-0 --force', { release });
    expect([done.code, done.out]).toEqual([0, 'shop/web-0 has given up 10.90.64.5.\n']);
  });
});
