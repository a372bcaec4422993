import { describe, expect, it } from 'vitest';
import { Expectations, type CacheName } from './expectations.js';

const key = 'shop/web';

/** Caches whose progress the test decides. */
function scenario() {
  const versions = new Map<CacheName, string | undefined>([
    ['pods', '10'],
    ['claims', '10'],
  ]);
  const staying = new Set<string>();
  const clock = { ms: 0 };
  const givenUp: string[] = [];
  const expectations = new Expectations(
    {
      versionOf: (cache) => versions.get(cache),
      isStaying: (_cache, object, uid) => staying.has(`${object} ${uid}`),
    },
    () => clock.ms,
    (set) => givenUp.push(set),
  );
  return { versions, staying, clock, givenUp, expectations };
}

describe('expectations', () => {
  it('wait for nothing before anything was written', () => {
    const { expectations } = scenario();
    expect(expectations.pendingMs(key)).toBeUndefined();
  });

  it('wait until the cache of what was written stands at the newest version', () => {
    const { versions, expectations } = scenario();
    expectations.wrote(key, 'pods', '12');
    expectations.wrote(key, 'pods', '9');
    expect(expectations.pendingMs(key)).toBeDefined();
    versions.set('claims', '20');
    expect(expectations.pendingMs(key)).toBeDefined();
    versions.set('pods', '12');
    expect(expectations.pendingMs(key)).toBeUndefined();
  });

  it('compare versions as numbers', () => {
    const { versions, expectations } = scenario();
    versions.set('pods', '9');
    expectations.wrote(key, 'pods', '10');
    expect(expectations.pendingMs(key)).toBeDefined();
  });

  it('wait while the cache has to be listed anew', () => {
    const { versions, expectations } = scenario();
    versions.set('pods', undefined);
    expectations.wrote(key, 'pods', '5');
    expect(expectations.pendingMs(key)).toBeDefined();
  });

  it('do not wait for versions that cannot be compared', () => {
    const { versions, expectations } = scenario();
    versions.set('pods', 'a');
    expectations.wrote(key, 'pods', 'b');
    expect(expectations.pendingMs(key)).toBeUndefined();
  });

  it('wait until what was deleted is gone, going, or another of its name', () => {
    const { staying, expectations } = scenario();
    staying.add('shop/web-1 a').add('shop/web-2 b');
    expectations.ended(key, 'pods', 'shop/web-1', 'a');
    expectations.ended(key, 'pods', 'shop/web-2', 'b');
    staying.delete('shop/web-1 a');
    expect(expectations.pendingMs(key)).toBeDefined();
    staying.delete('shop/web-2 b');
    expect(expectations.pendingMs(key)).toBeUndefined();
  });

  it('are of one set alone', () => {
    const { expectations } = scenario();
    expectations.wrote(key, 'pods', '12');
    expect(expectations.pendingMs('shop/db')).toBeUndefined();
  });

  it('give up after a while, say so once, and begin anew', () => {
    const { clock, givenUp, expectations } = scenario();
    expectations.wrote(key, 'pods', '12');
    const left = expectations.pendingMs(key) ?? 0;
    clock.ms = left - 1;
    expect(expectations.pendingMs(key)).toBe(1);
    clock.ms = left;
    expect(expectations.pendingMs(key)).toBeUndefined();
    expect(expectations.pendingMs(key)).toBeUndefined();
    expect(givenUp).toEqual([key]);
    expectations.wrote(key, 'pods', '13');
    expect(expectations.pendingMs(key)).toBe(left);
  });

  it('are forgotten with the set', () => {
    const { expectations, givenUp } = scenario();
    expectations.wrote(key, 'pods', '12');
    expectations.forget(key);
    expect(expectations.pendingMs(key)).toBeUndefined();
    expect(givenUp).toEqual([]);
  });
});
