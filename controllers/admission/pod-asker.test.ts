import { describe, expect, it } from 'vitest';
import { setSpecSchema } from '../../api/advanced-stateful-set.js';
import { StatewrightError } from '../../api/errors/index.js';
import { ReplyStatus, type KubernetesClient, type StatusCause } from '../../kubernetes/index.js';
import type { AdmissionRequest } from './admission-review.js';
import { createPodAsker } from './pod-asker.js';
import { podQuestion } from './pod-question.js';

const claim = (name: string) => ({
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
});

const set = (image: string, fields: object = {}) => ({
  apiVersion: 'statewright.io/v1alpha1',
  kind: 'AdvancedStatefulSet',
  metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        hostname: 'h',
        containers: [{ name: 'main', image }],
        volumes: [
          { name: 'data', emptyDir: {} },
          { name: 'cache', emptyDir: {} },
        ],
      },
    },
    volumeClaimTemplates: [claim('data'), claim('log')],
    ...fields,
  },
});

const request = (
  object: unknown,
  oldObject?: unknown,
  more: Partial<AdmissionRequest> = {},
): AdmissionRequest => ({
  uid: 'r',
  kind: { group: 'statewright.io', version: 'v1alpha1', kind: 'AdvancedStatefulSet' },
  operation: oldObject === undefined ? 'CREATE' : 'UPDATE',
  namespace: 'team-a',
  object,
  oldObject,
  ...more,
});

function refusal(httpStatus: number, reason: string, causes: readonly StatusCause[]): StatewrightError {
  const cause = new ReplyStatus(httpStatus, reason, reason, causes);
  return new StatewrightError('KubernetesRefused', { verb: 'create', object: 'x', reason }, { cause });
}

/** An asker of an API server that answers each template by `answer`, and what it was asked and told. */
function asking(answer: (template: unknown) => Error | undefined) {
  const asked: unknown[] = [];
  const failures: unknown[] = [];
  const create: Pick<KubernetesClient, 'create'>['create'] = (resource, object) => {
    asked.push(object.template);
    const error = answer(object.template);
    const { namespace, name } = object.metadata;
    const reply = { metadata: { namespace, name, uid: 'u' }, template: {} };
    return error === undefined ? Promise.resolve(resource.schema.parse(reply)) : Promise.reject(error);
  };
  const ask = createPodAsker({ create }, (error) => failures.push(error));
  return { ask, asked, failures };
}

const taken = () => undefined;
const badImage: StatusCause = { field: 'template.spec.containers[0].image', message: 'Invalid value: " ".' };
const refused = () => refusal(422, 'Invalid', [badImage]);

describe('the webhook asks Kubernetes about pods', () => {
  it('that stand alone, with claims in place of volumes of their names', async () => {
    const { ask, asked } = asking(taken);
    expect(await ask(request(set('i:1')))).toEqual({ problems: [] });
    expect(asked).toMatchObject([
      {
        metadata: { labels: { app: 'web' } },
        spec: {
          containers: [{ name: 'main', image: 'i:1' }],
          volumes: [
            { name: 'data', ephemeral: { volumeClaimTemplate: { spec: claim('data').spec } } },
            { name: 'log', ephemeral: { volumeClaimTemplate: { spec: claim('log').spec } } },
            { name: 'cache', emptyDir: {} },
          ],
        },
      },
    ]);
    expect(JSON.stringify(asked)).not.toContain('hostname');
  });

  it('and tells what it has against them by the fields of the set', async () => {
    const { ask, failures } = asking(refused);
    expect(await ask(request(set(' ')))).toEqual({
      problems: [
        {
          field: 'spec.template.spec.containers[0].image',
          code: 'PodsRefused',
          sentence: 'Kubernetes would refuse the pods: Invalid value: " ".',
          remedy: 'Correct the field as for a pod that stands alone.',
        },
      ],
    });
    expect(failures).toEqual([]);
  });

  it('and takes it for no answer when the refusal is not about the pods', async () => {
    const errors = [
      refusal(403, 'Forbidden', []),
      refusal(422, 'Invalid', [{ field: 'metadata.name', message: 'x' }]),
      refusal(400, 'BadRequest', [badImage]),
      new Error('no connection'),
    ];
    for (const error of errors) {
      const { ask, failures } = asking(() => error);
      expect(await ask(request(set('i:1')))).toEqual({ problems: undefined });
      expect(failures).toEqual([error]);
    }
  });

  it('and takes a name that is in use for a yes, since names are looked at last', async () => {
    const { ask } = asking(() => refusal(409, 'AlreadyExists', []));
    expect(await ask(request(set('i:1')))).toEqual({ problems: [] });
  });

  it('only where pods or claims change', async () => {
    const { ask, asked } = asking(refused);
    expect(await ask(request(set('i:1', { replicas: 3 }), set('i:1')))).toBeUndefined();
    expect(await ask(request(set('i:1'), undefined, { operation: 'DELETE' }))).toBeUndefined();
    expect(await ask(request(set('i:1'), undefined, { subResource: 'status' }))).toBeUndefined();
    expect(await ask(request({ ...set('i:1'), spec: {} }))).toBeUndefined();
    const cluster = { group: 'statewright.io', version: 'v1alpha1', kind: 'DistributedCluster' };
    expect(await ask(request(set('i:1'), undefined, { kind: cluster }))).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('and lets a set be changed whose pods an older Kubernetes has taken', async () => {
    const always = asking(refused);
    expect(await always.ask(request(set(' '), set('  ')))).toEqual({ problems: [] });
    const now = asking((template) =>
      JSON.stringify(template).includes('"image":" "') ? refused() : undefined,
    );
    expect(await now.ask(request(set(' '), set('i:1')))).toMatchObject({
      problems: [{ code: 'PodsRefused' }],
    });
  });
});

describe('a field of the pods asked about', () => {
  const { fieldOfSet } = podQuestion('team-a', setSpecSchema.parse(set('i:1').spec));

  it.each([
    ['template.spec.containers[0].image', 'spec.template.spec.containers[0].image'],
    ['template.metadata.labels', 'spec.template.metadata.labels'],
    ['template.spec.volumes[0].name', 'spec.volumeClaimTemplates[0].metadata.name'],
    [
      'template.spec.volumes[1].ephemeral.volumeClaimTemplate.spec.resources[storage]',
      'spec.volumeClaimTemplates[1].spec.resources[storage]',
    ],
    ['template.spec.volumes[2].emptyDir.medium', 'spec.template.spec.volumes[1].emptyDir.medium'],
  ])('%s is %s of the set', (field, expected) => {
    expect(fieldOfSet(field)).toBe(expected);
  });
});
