import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setSpecSchema, type AdvancedStatefulSetSpec } from '../advanced-stateful-set.js';
import { formatProblem } from '../errors/index.js';
import { validateSet, validateSetName } from './advanced-stateful-set.js';

const claim = (name: string, requests: Record<string, unknown> | undefined = { storage: '1Gi' }) => ({
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests } },
});

/** A set with the defaults, and with these fields. */
function setWith(
  fields: Record<string, unknown>,
  podFields: Record<string, unknown> = {},
): AdvancedStatefulSetSpec {
  return setSpecSchema.parse({
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image: 'i' }], ...podFields },
    },
    ...fields,
  });
}

const rolling = (maxUnavailable: unknown) =>
  setWith({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable } } });

const badMaxUnavailable = (shown: string) =>
  `spec.updateStrategy.rollingUpdate.maxUnavailable: ${shown} is neither a number of pods above zero nor a percentage from 1% to 100%. Write one such as 1 or 25%.`;

describe('a set', () => {
  it.each<[string, AdvancedStatefulSetSpec]>([
    ['of the least that is needed', setWith({})],
    [
      'with ordinals offline, some out of range',
      setWith({ replicas: 3, offlineStrategy: { podOrdinals: [0, '7-9'] } }),
    ],
    ['with a number that may be unavailable', rolling(3)],
    ['with a percentage that may be unavailable', rolling('100%')],
    ['updated when pods are deleted', setWith({ updateStrategy: { type: 'OnDelete' } })],
    [
      'selected by an expression',
      setWith({ selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }),
    ],
    ['without a Service', setWith({ serviceName: '' })],
    ['with two claims', setWith({ volumeClaimTemplates: [claim('a'), claim('b')] })],
    ['of pods that say they run always', setWith({}, { restartPolicy: 'Always' })],
  ])('%s is taken', (_what, spec) => {
    expect(validateSet(spec)).toEqual([]);
  });

  it.each<[string, AdvancedStatefulSetSpec, string[]]>([
    [
      'with wrong ordinals, each named',
      setWith({ offlineStrategy: { podOrdinals: [2, '5-3', '1-2'] } }),
      [
        'spec.offlineStrategy.podOrdinals[1]: The range "5-3" runs the wrong way round. Write the lower ordinal first: "3-5".',
        'spec.offlineStrategy.podOrdinals[2]: "1-2" names ordinal 2, which 2 names already. Name each ordinal once.',
      ],
    ],
    ['with nothing that may be unavailable', rolling(0), [badMaxUnavailable('0')]],
    ['with zero percent', rolling('0%'), [badMaxUnavailable('"0%"')]],
    ['with more than all', rolling('101%'), [badMaxUnavailable('"101%"')]],
    ['with a number as text', rolling('3'), [badMaxUnavailable('"3"')]],
    [
      'with a rolling update that is none',
      setWith({ updateStrategy: { type: 'OnDelete', rollingUpdate: {} } }),
      [
        'spec.updateStrategy.rollingUpdate: The field has no meaning with updateStrategy.type OnDelete. Remove it, or set updateStrategy.type to RollingUpdate.',
      ],
    ],
    [
      'that would take every pod',
      setWith({ selector: { matchLabels: {} } }),
      [
        "spec.selector: The selector asks for nothing, so every pod would be the set's. Put at least one label of the template into matchLabels.",
      ],
    ],
    [
      'that would not know its pods',
      setWith({ selector: { matchLabels: { app: 'db' } } }),
      [
        'spec.template.metadata.labels: The labels of the template do not match spec.selector, so the set would not know its own pods. Give the template every label that the selector asks for.',
      ],
    ],
    [
      'of pods that end',
      setWith({}, { restartPolicy: 'OnFailure', activeDeadlineSeconds: 1 }),
      [
        'spec.template.spec.restartPolicy: Pods of a set run until the set ends them, and with OnFailure they could end by themselves. Set restartPolicy to Always, or leave it out.',
        'spec.template.spec.activeDeadlineSeconds: Pods of a set run until the set ends them; a deadline would end them before. Remove the field.',
      ],
    ],
    [
      'with names that cannot be',
      setWith({ serviceName: 'Web', volumeClaimTemplates: [claim('my_data')] }),
      [
        'spec.serviceName: "Web" is not a name that DNS knows. Use 1 to 63 lower-case letters, digits and "-", beginning and ending with a letter or a digit.',
        'spec.volumeClaimTemplates[0].metadata.name: "my_data" is not a name that DNS knows. Use 1 to 63 lower-case letters, digits and "-", beginning and ending with a letter or a digit.',
      ],
    ],
    [
      'with two claims of one name, one of them for nothing',
      setWith({ volumeClaimTemplates: [claim('a'), claim('a', {})] }),
      [
        'spec.volumeClaimTemplates[1].metadata.name: The name "a" is used twice. Give each entry a name of its own.',
        'spec.volumeClaimTemplates[1].spec.resources.requests: The claim does not say how much storage it asks for. Add resources.requests.storage, for example 20Gi.',
      ],
    ],
  ])('%s is refused with field, reason and remedy', (_what, spec, expected) => {
    expect(validateSet(spec).map(formatProblem)).toEqual(expected);
  });

  it('may let any share from 1% to 100% of its pods be unavailable, and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 300 }), (percent) => {
        expect(validateSet(rolling(`${percent}%`)).length === 0).toBe(percent >= 1 && percent <= 100);
      }),
    );
  });

  it.each([['web'], ['9lives'], ['a'.repeat(52)]])('may be called %s', (name) => {
    expect(validateSetName(name)).toEqual([]);
  });

  it.each([[''], ['Web'], ['web-'], ['web.a'], ['a'.repeat(53)]])('may not be called "%s"', (name) => {
    expect(validateSetName(name)).toMatchObject([{ field: 'metadata.name', code: 'NotAnRfc1123Label' }]);
  });
});
