import { describe, expect, it, vi } from 'vitest';
import { StatewrightError } from '../../api/errors/index.js';
import { HealthWatch } from './health-watch.js';

const green = { state: 'Healthy', summary: 'green', joined: 3 } as const;
const { signal } = new AbortController();

describe('HealthWatch', () => {
  it('asks again only when the answer is old or the members changed', async () => {
    let now = 0;
    const watch = new HealthWatch(() => now);
    const ask = vi.fn(() => Promise.resolve(green));
    await watch.look('u', 'a', signal, ask);
    await watch.look('u', 'a', signal, ask);
    expect(ask).toHaveBeenCalledTimes(1);
    await watch.look('u', 'a,b', signal, ask);
    expect(ask).toHaveBeenCalledTimes(2);
    now = watch.interval;
    await watch.look('u', 'a,b', signal, ask);
    expect(ask).toHaveBeenCalledTimes(3);
  });

  it('takes a system that does not answer for unknown, in its own words', async () => {
    const watch = new HealthWatch(() => 0);
    const silent = new StatewrightError('ComponentUnavailable', {
      component: 'OpenSearch',
      address: 'a',
      reason: 'r',
    });
    const health = await watch.look('u', 'a', signal, () => Promise.reject(silent));
    expect(health).toEqual({ state: 'Unknown', summary: 'OpenSearch at a did not answer: r.', joined: 0 });
  });

  it('lets a defect out', async () => {
    const watch = new HealthWatch(() => 0);
    await expect(watch.look('u', 'a', signal, () => Promise.reject(new TypeError('x')))).rejects.toThrow(
      TypeError,
    );
  });
});
