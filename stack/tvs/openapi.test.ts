import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readPage, readVip } from '../../activities/tvs/wire.js';
import { projectRoot } from '../../test/harness/project-root.js';
import { statusOf } from './problem.js';
import type { VipRecord } from './record.js';
import { changeBody, listQuery, membersSpec, recordBody, vipBody, vipId, vipSpec } from './wire.js';

const reference = z.looseObject({ $ref: z.string() });
const anObject = z.record(z.string(), z.unknown());
const api = anObject.parse(
  parse(readFileSync(`${projectRoot}/activities/tvs/openapi.yaml`, 'utf8'), { merge: true }),
);

/** The value at a path such as `components/schemas/Vip`. */
function at(path: string): unknown {
  return within(api, path.split('/'));
}

function within(whole: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((value, step) => anObject.parse(value)[step], whole);
}

const told = [
  'type',
  'required',
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'maxItems',
];
/** Words that bound what can be sent, with references followed and what only people read left out. */
function shape(schema: unknown): unknown {
  const followed = reference.safeParse(schema);
  if (followed.success) return shape(at(followed.data.$ref.replace('#/', '')));
  const whole = anObject.parse(schema);
  const kept = Object.entries(whole).flatMap(([key, value]): [string, unknown][] => {
    // zod bounds every integer by what a double can hold.
    if (value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER) return [];
    if (key === 'const') return [['enum', [value]]];
    if (key === 'items') return [['items', shape(value)]];
    if (key === 'properties') {
      const properties = Object.entries(anObject.parse(value));
      return [['properties', Object.fromEntries(properties.map(([name, one]) => [name, shape(one)]))]];
    }
    if (key === 'required') return [['required', z.array(z.string()).parse(value).toSorted()]];
    return told.includes(key) ? [[key, value]] : [];
  });
  return Object.fromEntries(kept);
}

const taken = (schema: z.ZodType): unknown =>
  shape(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));

const record: VipRecord = {
  id: 'one',
  owner: 'a',
  seq: 7,
  vip: {
    address: '10.96.0.1',
    service: { namespace: 'n', name: 's', uid: 'u' },
    listeners: [{ protocol: 'TCP', port: 80, members: [], healthCheck: { kind: 'tcp', intervalSeconds: 5 } }],
    sourceRanges: [],
    affinity: { kind: 'ClientIP', timeoutSeconds: 60 },
    idleTimeoutSeconds: 60,
  },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

function keysOf(schema: string): { readonly all: readonly string[]; readonly required: readonly string[] } {
  const { properties, required } = z
    .object({ properties: anObject, required: z.array(z.string()) })
    .parse(at(`components/schemas/${schema}`));
  return { all: Object.keys(properties).toSorted(), required: required.toSorted() };
}

describe('openapi.yaml', () => {
  it('says of the body of a PUT what TVS takes', () => {
    const limit = { minimum: 1, maximum: 3_600, type: 'integer' };
    const schema = anObject.parse(taken(vipSpec));
    const properties = anObject.parse(schema.properties);
    // Its upper limit is one of those that are refused with a sentence of their own.
    expect({ ...schema, properties: { ...properties, idleTimeoutSeconds: limit } }).toEqual(
      shape(at('components/schemas/VipSpec')),
    );
  });

  it('says of the body of a PUT of members what TVS takes', () => {
    expect(taken(membersSpec)).toEqual(shape(at('components/schemas/MembersSpec')));
  });

  it('says of ids what TVS takes', () => {
    expect(taken(vipId)).toEqual(shape(at('components/schemas/Id')));
  });

  it('says of the parameters of a list what TVS takes', () => {
    const parameters = z
      .array(z.object({ name: z.string() }))
      .parse(within(api, ['paths', '/v1/vips', 'get', 'parameters']))
      .map(({ name }) => name);
    expect(Object.keys(listQuery.shape)).toEqual(parameters);
  });

  it('has of a VIP all that TVS answers, and no more', () => {
    const { all, required } = keysOf('Vip');
    expect(Object.keys(vipBody(record, 7)).toSorted()).toEqual(all);
    const { address, service, sourceRanges } = record.vip;
    const least = { address, service, sourceRanges, listeners: [] };
    expect(Object.keys(vipBody({ ...record, vip: least }, undefined)).toSorted()).toEqual(required);
  });

  it('has of the journal all that TVS answers, and no more', () => {
    expect(Object.keys(recordBody(record)).toSorted()).toEqual(keysOf('RecordedVip').all);
    const { id, seq } = record;
    const change = changeBody({
      ...{
        id,
        seq,
        time: '',
        who: '',
        key: '',
        digest: '',
        requestId: '',
        action: 'create',
        before: null,
        after: null,
      },
    });
    expect(Object.keys(change).toSorted()).toEqual(keysOf('Change').all);
  });

  it('names every code of a problem', () => {
    const codes = z.array(z.string()).parse(at('components/schemas/Problem/properties/code/enum'));
    expect(codes.toSorted()).toEqual(Object.keys(statusOf).toSorted());
  });

  it('is what the client of the platform reads', () => {
    const body = vipBody(record, 6);
    const read = { id: 'one', owner: 'a', version: '"7"', vip: record.vip };
    expect(readVip(JSON.stringify(body))).toEqual(read);
    expect(readPage(JSON.stringify({ items: [body], nextPageToken: 't' }))).toEqual({
      items: [read],
      nextPageToken: 't',
    });
  });
});
