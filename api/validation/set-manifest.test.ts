import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../errors/index.js';
import { parseSetManifest } from './set-manifest.js';

const spec = {
  selector: { matchLabels: { app: 'web' } },
  template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'i' }] } },
};
const manifest = (fields: object) => ({
  apiVersion: 'statewright.io/v1alpha1',
  kind: 'AdvancedStatefulSet',
  metadata: { name: 'web', namespace: 'team-a' },
  spec: { ...spec, ...fields },
});

function linesOf(input: unknown): readonly string[] {
  const parsed = parseSetManifest(input);
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
}

describe('the manifest of a set', () => {
  it('is read with the defaults of apps/v1 and of our own', () => {
    const parsed = parseSetManifest(manifest({ offlineStrategy: { podOrdinals: [0, '3-5'] } }));
    expect(parsed).toMatchObject({
      ok: true,
      manifest: {
        spec: {
          ...spec,
          replicas: 1,
          podManagementPolicy: 'OrderedReady',
          updateStrategy: {
            type: 'RollingUpdate',
            rollingUpdate: { partition: 0, maxUnavailable: 1, podUpdatePolicy: 'ReCreate' },
          },
          revisionHistoryLimit: 10,
          persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
          offlineStrategy: { podOrdinals: [0, '3-5'], volumes: 'Retain' },
        },
      },
    });
  });

  it('keeps all of the template, whatever is in it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^x[a-z]{1,9}$/), fc.jsonValue()), (more) => {
        const template = {
          metadata: { labels: { app: 'web' }, more },
          spec: {
            ...more,
            containers: [{ name: 'main', image: 'i', ...more }],
            volumes: [{ name: 'v', more }],
          },
        };
        const parsed = parseSetManifest(manifest({ template }));
        expect(parsed.ok && parsed.manifest.spec.template).toEqual(template);
      }),
    );
  });

  it.each<[string, unknown, string[]]>([
    [
      'no resource at all',
      null,
      ['(whole resource): The value is not acceptable: expected a map of fields, got nothing (null).'],
    ],
    [
      'another kind',
      { ...manifest({}), kind: 'StatefulSet' },
      ['kind: The value is not acceptable: expected AdvancedStatefulSet, got "StatefulSet".'],
    ],
    [
      'a field nearly of ours',
      manifest({ offlineStrategy: { podOrdinal: [1] } }),
      [
        'spec.offlineStrategy.podOrdinal: There is no field "podOrdinal" here. Write "podOrdinals", or remove it.',
      ],
    ],
    [
      'negative replicas',
      manifest({ replicas: -1 }),
      ['spec.replicas: The value is not acceptable: at least 0, got -1.'],
    ],
    [
      'an ordinal of another type',
      manifest({ offlineStrategy: { podOrdinals: [true] } }),
      [
        'spec.offlineStrategy.podOrdinals[0]: The value is not acceptable: expected a number or a string, got true.',
      ],
    ],
    [
      'an ordinal that is a fraction',
      manifest({ offlineStrategy: { podOrdinals: [1.5] } }),
      [
        'spec.offlineStrategy.podOrdinals[0]: The value is not acceptable: expected a whole number or a string, got 1.5.',
      ],
    ],
    [
      'no template',
      manifest({ template: undefined }),
      ['spec.template: The field is missing. Add it: What each pod is made from'],
    ],
    [
      'an amount that is none',
      manifest({
        template: {
          ...spec.template,
          spec: { containers: [{ name: 'c', resources: { requests: { cpu: {} } } }] },
        },
      }),
      [
        'spec.template.spec.containers[0].resources.requests.cpu: The value is not acceptable: expected a string or a number, got a map of fields.',
      ],
    ],
  ])('with %s is refused with field, reason and remedy', (_what, input, expected) => {
    const lines = linesOf(input);
    expect(lines).toHaveLength(expected.length);
    for (const [index, line] of expected.entries()) expect(lines[index]).toContain(line);
  });
});
