import { describe, expect, it } from 'vitest';
import { openApiDocument, reachableDefinitions } from './reachable.js';

const documentOf = (schemas: Record<string, unknown>) =>
  openApiDocument.parse({ info: { version: '1.35' }, components: { schemas } });

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

describe('what is taken from the OpenAPI of Kubernetes', () => {
  it('is all that the root is made of, by short names, without what is said to people', () => {
    const document = documentOf({
      'io.k8s.api.apps.v1.Set': {
        type: 'object',
        description: 'A set.',
        required: ['pod'],
        properties: {
          pod: { allOf: [reference('io.k8s.api.core.v1.Pod')], default: {}, description: 'The pod.' },
          also: reference('io.k8s.api.core.v1.Pod'),
        },
        'x-kubernetes-group-version-kind': [{ group: 'apps', kind: 'Set', version: 'v1' }],
      },
      'io.k8s.api.core.v1.Pod': {
        type: 'object',
        properties: {
          description: { type: 'string', description: 'A field of that name.' },
          owner: {
            type: 'array',
            items: { allOf: [reference('io.k8s.api.apps.v1.Set')], default: {} },
            'x-kubernetes-list-type': 'atomic',
            'x-kubernetes-patch-strategy': 'merge',
          },
        },
      },
      'io.k8s.api.core.v1.Other': { type: 'object' },
    });
    expect(reachableDefinitions(document, 'io.k8s.api.apps.v1.Set')).toEqual({
      Pod: {
        type: 'object',
        properties: {
          description: { type: 'string' },
          owner: { type: 'array', items: { ref: 'Set', default: {} }, 'x-kubernetes-list-type': 'atomic' },
        },
      },
      Set: {
        type: 'object',
        required: ['pod'],
        properties: { pod: { ref: 'Pod', default: {} }, also: { ref: 'Pod' } },
      },
    });
  });

  it('must be there', () => {
    expect(() => reachableDefinitions(documentOf({}), 'a.Set')).toThrow('no definition a.Set');
  });

  it('must not have two things of one short name', () => {
    const document = documentOf({
      'a.Set': { type: 'object', properties: { other: reference('b.Set') } },
      'b.Set': { type: 'object' },
    });
    expect(() => reachableDefinitions(document, 'a.Set')).toThrow('a.Set and b.Set have one short name');
  });

  it('is refused rather than lost where it says something new', () => {
    const document = documentOf({ 'a.Set': { type: 'object', 'x-kubernetes-something-new': true } });
    expect(() => reachableDefinitions(document, 'a.Set')).toThrow('x-kubernetes-something-new');
  });
});
