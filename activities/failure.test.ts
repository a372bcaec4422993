import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { catalogue, StatewrightError, type ErrorCode } from '../api/errors/index.js';
import { toApplicationFailure, withTypedFailures } from './failure.js';

describe('toApplicationFailure', () => {
  it('retries what is unavailable and nothing else, for every entry of the catalogue', () => {
    for (const code of Object.keys(catalogue) as ErrorCode[]) {
      const failure = toApplicationFailure(new StatewrightError(code));
      expect(failure.type).toBe(catalogue[code].kind);
      expect(failure.nonRetryable).toBe(catalogue[code].kind !== 'Unavailable');
    }
  });

  it('keeps the cause out of the history', () => {
    const secret = new Error('Bearer abc');
    const failure = toApplicationFailure(new StatewrightError('ClusterNotFound', {}, { cause: secret }));
    expect(JSON.stringify([failure.message, failure.details, failure.cause])).not.toContain('Bearer');
  });
});

describe('withTypedFailures', () => {
  it('turns our errors into typed failures and lets others pass', async () => {
    const defect = new TypeError('a defect');
    const activities = withTypedFailures({
      known: () =>
        Promise.reject<string>(new StatewrightError('ClusterNotFound', { namespace: 'a', name: 'b' })),
      unknown: () => Promise.reject<string>(defect),
      fine: (n: number) => Promise.resolve(n + 1),
    });
    await expect(activities.known()).rejects.toBeInstanceOf(ApplicationFailure);
    await expect(activities.unknown()).rejects.toBe(defect);
    await expect(activities.fine(1)).resolves.toBe(2);
  });
});
