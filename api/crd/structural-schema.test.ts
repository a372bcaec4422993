import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dnsLabelPattern } from '../names.js';
import { structuralSchema } from './structural-schema.js';
import { withRules } from './with-rules.js';

describe('a structural schema', () => {
  it('keeps types, bounds, needs and descriptions, and drops what CRDs do not take', () => {
    const schema = z.strictObject({
      size: z.int().min(0).max(9).describe('How many.'),
      text: z.string().min(1).max(5).optional(),
      free: z.int(),
      kind: z.literal('X'),
      choice: z.enum(['a', 'b']),
      labels: z.record(z.string(), z.string()),
    });
    expect(structuralSchema(schema)).toEqual({
      type: 'object',
      properties: {
        size: { type: 'integer', minimum: 0, maximum: 9, description: 'How many.' },
        text: { type: 'string', minLength: 1, maxLength: 5 },
        free: { type: 'integer' },
        kind: { type: 'string', enum: ['X'] },
        choice: { type: 'string', enum: ['a', 'b'] },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
      },
      required: ['size', 'free', 'kind', 'choice', 'labels'],
    });
  });

  it('makes lists of named things maps by their name, and others one value', () => {
    const list = (item: z.ZodType) => structuralSchema(z.object({ list: z.array(item) })).properties?.list;
    expect(list(z.object({ name: z.string() }))).toMatchObject({
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    });
    expect(list(z.object({ type: z.string() }))).toMatchObject({ 'x-kubernetes-list-map-keys': ['type'] });
    expect(list(z.object({ name: z.string().optional() }))).toMatchObject({
      'x-kubernetes-list-type': 'atomic',
    });
    expect(list(z.string())).toMatchObject({ 'x-kubernetes-list-type': 'atomic' });
  });

  it('opens a value of several types, and keeps lists and maps out of it', () => {
    const schema = z.object({ value: z.union([z.string().max(7), z.number(), z.boolean()]) });
    expect(structuralSchema(schema).properties?.value).toEqual({
      'x-kubernetes-preserve-unknown-fields': true,
      maxLength: 7,
      maxItems: 0,
      maxProperties: 0,
    });
  });

  it('says in a rule what a pattern could only show', () => {
    const { properties } = structuralSchema(
      z.object({ name: z.string().min(1).max(9).regex(dnsLabelPattern) }),
    );
    expect(properties?.name).toMatchObject({ type: 'string', maxLength: 9 });
    expect(properties?.name).not.toHaveProperty('pattern');
    expect(properties?.name?.['x-kubernetes-validations']?.[0]?.messageExpression).toContain('Use 1 to 9');
  });

  it('keeps a pattern that has no rule of its own', () => {
    expect(structuralSchema(z.object({ x: z.string().regex(/^x$/) })).properties?.x).toMatchObject({
      pattern: '^x$',
    });
  });

  it('refuses what it would otherwise lose', () => {
    expect(() => structuralSchema(z.object({ x: z.tuple([z.string()]) }))).toThrow('prefixItems');
  });
});

describe('rules', () => {
  const schema = structuralSchema(z.object({ list: z.array(z.object({ name: z.string() })) }));

  it('are added to the field that the path names, beside those that are there', () => {
    const once = withRules(schema, ['list', '[]', 'name'], [{ rule: 'one' }]);
    const twice = withRules(once, ['list', '[]', 'name'], [{ rule: 'two' }]);
    expect(twice.properties?.list?.items?.properties?.name?.['x-kubernetes-validations']).toEqual([
      { rule: 'one' },
      { rule: 'two' },
    ]);
  });

  it('for a field that is not there are a mistake', () => {
    expect(() => withRules(schema, ['lost'], [])).toThrow('no field at lost');
    expect(() => withRules(schema, ['[]'], [])).toThrow('no list at []');
  });
});
