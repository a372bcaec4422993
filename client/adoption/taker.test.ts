import { describe, expect, it } from 'vitest';
import type { Adoptable } from './adoptable.js';
import { assertHasEquivalent, assertSameTemplate, lossesOf, takerOf } from './taker.js';

const key = { namespace: 'shop', name: 'web' };

const aSet = (
  spec: Partial<Adoptable['spec']> = {},
  annotations: Record<string, string> = {},
): Adoptable => ({
  metadata: { ...key, uid: 'u', resourceVersion: '1', generation: 4, labels: { team: 'shop' }, annotations },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'web' }] } },
    ...spec,
  },
  status: { currentRevision: 'web-1', updateRevision: 'web-1' },
});

describe('the set that takes over', () => {
  it('has name, labels and spec of the one before it, is paused and says whose it is', () => {
    const giver = aSet({}, { note: 'n', 'kubectl.kubernetes.io/last-applied-configuration': '{}' });
    expect(takerOf(giver, 'StatefulSet')).toEqual({
      metadata: {
        ...key,
        labels: { team: 'shop' },
        annotations: { note: 'n', 'statewright.io/adoption': 'u/4' },
      },
      spec: { ...giver.spec, paused: true },
    });
  });

  it('has nothing that a StatefulSet does not know', () => {
    const giver = aSet(
      {
        paused: true,
        offlineStrategy: { podOrdinals: [7], volumes: 'Retain' },
        updateStrategy: {
          type: 'RollingUpdate',
          rollingUpdate: { partition: 1, podUpdatePolicy: 'InPlaceIfPossible' },
        },
      },
      { 'statewright.io/adoption': 'handover' },
    );
    const { metadata, spec } = takerOf(giver, 'AdvancedStatefulSet');
    const { selector, template } = giver.spec;
    expect(metadata.annotations).toEqual({ 'statewright.io/adoption': 'u/4' });
    expect(spec).toEqual({
      replicas: 3,
      selector,
      template,
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
    });
    expect(lossesOf(giver, 'AdvancedStatefulSet')).toHaveLength(2);
    expect(lossesOf(giver, 'StatefulSet')).toEqual([]);
  });
});

describe('what a StatefulSet cannot be', () => {
  const whyNot = (set: Adoptable) => () => assertHasEquivalent(set, key);

  it.each<[string, Adoptable, RegExp]>([
    ['with an ordinal offline', aSet({ offlineStrategy: { podOrdinals: ['1-2'] } }), /ordinals are offline/],
    ['paused', aSet({ paused: true }), /it is paused/],
    [
      'in the middle of an update',
      { ...aSet(), status: { currentRevision: 'web-1', updateRevision: 'web-2' } },
      /an update is half done/,
    ],
  ])('%s', (_what, set, why) => {
    expect(whyNot(set)).toThrow(why);
  });

  it('is nothing else: ordinals out of range, and a pause to hand over, are no obstacle', () => {
    const start = { start: 2 };
    expect(whyNot(aSet({ ordinals: start, offlineStrategy: { podOrdinals: [0, '5-9'] } }))).not.toThrow();
    expect(whyNot(aSet({ paused: true }, { 'statewright.io/adoption': 'handover' }))).not.toThrow();
  });
});

describe('whether pods would be restarted', () => {
  const withContainer = (fields: Readonly<Record<string, unknown>>) =>
    aSet({ template: { spec: { containers: [{ name: 'app', image: 'web', ...fields }] } } });

  it('is said with the field that differs', () => {
    const tried = withContainer({ command: ['a', 'b'] });
    expect(() => assertSameTemplate(withContainer({ command: ['a'] }), tried, key)).toThrow(
      /spec\.template\.spec\.containers\[0\]\.command\[1\]/,
    );
  });

  it('is not decided by what Kubernetes writes out', () => {
    const given = withContainer({ resources: { requests: { cpu: 0.5 } } });
    const kept = withContainer({ imagePullPolicy: 'Always', resources: { requests: { cpu: '500m' } } });
    expect(() => assertSameTemplate(given, kept, key)).not.toThrow();
  });
});
