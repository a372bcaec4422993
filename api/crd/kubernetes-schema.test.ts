import { describe, expect, it } from 'vitest';
import { kubernetesSchema, type Adjustments } from './kubernetes-schema.js';
import type { OpenApiDefinitions, OpenApiSchema } from './open-api.js';

/** The schema of a definition with one field. */
function fieldOf(
  field: OpenApiSchema,
  more: OpenApiDefinitions = {},
  adjustments: Adjustments = {},
): unknown {
  const definitions = { Thing: { type: 'object', properties: { field } }, ...more } as const;
  return kubernetesSchema(definitions, 'Thing', adjustments).properties?.field;
}

const empty: OpenApiDefinitions = { Empty: { type: 'object', properties: { a: { type: 'string' } } } };
const needy: OpenApiDefinitions = {
  Needy: { type: 'object', required: ['a'], properties: { a: { type: 'string', default: '' } } },
};

describe('the schema of a Kubernetes definition', () => {
  it('has everything it refers to written out in place', () => {
    const definitions: OpenApiDefinitions = {
      Pod: { type: 'object', properties: { containers: { type: 'array', items: { ref: 'Container' } } } },
      Container: {
        type: 'object',
        properties: { labels: { type: 'object', additionalProperties: { ref: 'Text' } } },
      },
      Text: { type: 'string', enum: ['a', 'b'] },
    };
    expect(kubernetesSchema(definitions, 'Pod')).toEqual({
      type: 'object',
      properties: {
        containers: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              labels: { type: 'object', additionalProperties: { type: 'string', enum: ['a', 'b'] } },
            },
          },
        },
      },
    });
  });

  it('cannot refer to what is not there', () => {
    expect(() => fieldOf({ ref: 'Missing' })).toThrow('there is no definition Missing');
  });

  it.each<[string, OpenApiSchema, OpenApiDefinitions, unknown]>([
    ['{} of an object that needs nothing stays', { ref: 'Empty', default: {} }, empty, { default: {} }],
    [
      '{} of an object that needs something goes',
      { ref: 'Needy', default: {} },
      needy,
      { default: undefined },
    ],
    ['"" goes', { type: 'string', default: '' }, {}, { default: undefined }],
    ['0 goes', { type: 'integer', default: 0 }, {}, { default: undefined }],
    ['false stays', { type: 'boolean', default: false }, {}, { default: false }],
    ['a text stays', { type: 'string', default: 'TCP' }, {}, { default: 'TCP' }],
  ])('has defaults only where they change what is kept: %s', (_what, field, more, expected) => {
    expect({ default: undefined, ...(fieldOf(field, more) as object) }).toMatchObject(expected as object);
  });

  it('has no default for what is required, so that leaving it out is refused', () => {
    const definitions: OpenApiDefinitions = {
      Thing: { type: 'object', required: ['size'], properties: { size: { type: 'string', default: '1' } } },
    };
    expect(kubernetesSchema(definitions, 'Thing')).toEqual({
      type: 'object',
      required: ['size'],
      properties: { size: { type: 'string' } },
    });
  });

  it('has a default for each key of a list that is not required', () => {
    const list: OpenApiSchema = {
      type: 'array',
      items: { ref: 'Secret' },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    };
    const more: OpenApiDefinitions = {
      Secret: { type: 'object', properties: { name: { type: 'string', default: '' } } },
    };
    expect(fieldOf(list, more)).toEqual({
      type: 'array',
      items: { type: 'object', properties: { name: { type: 'string', default: '' } } },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    });
  });

  it('takes a number or a text where Kubernetes does, and a fraction only where no rule must read it', () => {
    const more: OpenApiDefinitions = {
      IntOrString: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
      Quantity: { oneOf: [{ type: 'string' }, { type: 'number' }] },
      Amounts: { type: 'object', properties: { cpu: { ref: 'Quantity' } } },
    };
    expect(fieldOf({ ref: 'IntOrString' }, more)).toEqual({ 'x-kubernetes-int-or-string': true });
    expect(fieldOf({ ref: 'Amounts' }, more)).toMatchObject({
      properties: { cpu: { 'x-kubernetes-preserve-unknown-fields': true, not: { enum: [true, false] } } },
    });
    expect(fieldOf({ ref: 'Amounts' }, more, { Amounts: { readable: true } })).toMatchObject({
      properties: { cpu: { 'x-kubernetes-int-or-string': true } },
    });
  });

  it('bounds numbers of 32 bits, which the API server does not do by their format', () => {
    expect(fieldOf({ type: 'integer', format: 'int32' })).toEqual({
      type: 'integer',
      format: 'int32',
      minimum: -2147483648,
      maximum: 2147483647,
    });
  });

  it('is adjusted field by field where the OpenAPI is silent or wrong', () => {
    const definitions: OpenApiDefinitions = {
      Thing: {
        type: 'object',
        required: ['value', 'name'],
        properties: {
          name: { type: 'string', default: '' },
          value: { type: 'string', default: '' },
          image: { type: 'string' },
          path: { type: 'string' },
          policy: { type: 'string', enum: ['A', 'B'] },
          ports: {
            type: 'array',
            items: { type: 'object', properties: { name: { type: 'string' } } },
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['name'],
          },
          debug: { type: 'array', items: { type: 'object' } },
        },
      },
    };
    const adjustment = {
      defaults: { path: '/' },
      optional: ['value'],
      required: ['image'],
      bounds: { policy: { enum: ['A'] } },
      repeatable: ['ports'],
      forbidden: ['debug'],
    };
    expect(kubernetesSchema(definitions, 'Thing', { Thing: adjustment })).toEqual({
      type: 'object',
      required: ['name', 'image'],
      properties: {
        name: { type: 'string' },
        value: { type: 'string', default: '' },
        image: { type: 'string' },
        path: { type: 'string', default: '/' },
        policy: { type: 'string', enum: ['A'] },
        ports: {
          type: 'array',
          items: { type: 'object', properties: { name: { type: 'string' } } },
          'x-kubernetes-list-type': 'atomic',
        },
        debug: {
          type: 'array',
          maxItems: 0,
          items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    });
  });
});
