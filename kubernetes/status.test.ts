import { describe, expect, it } from 'vitest';
import { isAlreadyExists, isExpired, provesAbsence, refusal, type Question, type Status } from './status.js';

const question: Question = {
  verb: 'get',
  object: 'statefulsets.apps shop/web',
  plural: 'statefulsets',
  kind: 'StatefulSet',
  group: 'apps',
  name: 'web',
};

function status(fields: Partial<Status>): Status {
  return { kind: 'Status', ...fields };
}

const notFound = status({
  reason: 'NotFound',
  message: 'statefulsets.apps "web" not found',
  details: { name: 'web', group: 'apps', kind: 'statefulsets' },
});

describe('provesAbsence', () => {
  it('believes a 404 in which the API server names the very object', () => {
    expect(provesAbsence(question, 404, notFound)).toBe(true);
  });

  it.each([
    ['a 404 without a Status, as proxies send', 404, undefined],
    ['an unknown API group', 404, status({ reason: 'NotFound', details: {} })],
    [
      'another object',
      404,
      status({ reason: 'NotFound', details: { name: 'web', group: 'apps', kind: 'deployments' } }),
    ],
    ['another name', 404, status({ reason: 'NotFound', details: { ...notFound.details, name: 'other' } })],
    ['another group', 404, status({ reason: 'NotFound', details: { ...notFound.details, group: 'x' } })],
    ['the right words with another HTTP status', 500, notFound],
    ['403', 403, status({ reason: 'Forbidden', details: { ...notFound.details } })],
  ])('does not take %s for absence', (_what, httpStatus, body) => {
    expect(provesAbsence(question, httpStatus, body)).toBe(false);
  });
});

describe('refusal', () => {
  const webhook = 'admission webhook "names.example.com" denied the request: no such tenant';
  it.each([
    [400, status({ message: 'bad' }), 'KubernetesRefused'],
    [422, status({ reason: 'Invalid', message: 'spec.replicas: Invalid value: -1' }), 'KubernetesRefused'],
    [403, status({ message: webhook }), 'KubernetesRefused'],
    [500, status({ message: '.spec.x: field not declared in schema' }), 'KubernetesRefused'],
    [422, status({ details: { causes: [{ field: 'metadata.uid' }] } }), 'KubernetesConflict'],
    [401, status({ message: 'Unauthorized' }), 'KubernetesForbidden'],
    [403, status({ message: 'pods is forbidden' }), 'KubernetesForbidden'],
    [404, notFound, 'KubernetesNotFound'],
    [404, undefined, 'KubernetesUnavailable'],
    [409, status({ reason: 'AlreadyExists', message: 'exists' }), 'KubernetesConflict'],
    [410, status({ reason: 'Expired', message: 'too old' }), 'KubernetesUnavailable'],
    [429, undefined, 'KubernetesUnavailable'],
    [500, status({ message: 'etcdserver: request timed out' }), 'KubernetesUnavailable'],
    [503, undefined, 'KubernetesUnavailable'],
    [302, undefined, 'KubernetesUnavailable'],
  ])('of HTTP %i %j is %s', (httpStatus, body, code) => {
    expect(refusal(question, httpStatus, body).code).toBe(code);
  });

  it("repeats the server's own words", () => {
    expect(refusal(question, 403, status({ message: webhook })).sentence).toContain('no such tenant');
  });

  it('tells a taken name from a changed object, and an expired version from an outage', () => {
    expect(isAlreadyExists(refusal(question, 409, status({ reason: 'AlreadyExists' })))).toBe(true);
    expect(isAlreadyExists(refusal(question, 409, status({ reason: 'Conflict' })))).toBe(false);
    expect(isExpired(refusal(question, 410, undefined))).toBe(true);
    expect(isExpired(refusal(question, 503, undefined))).toBe(false);
    expect(isExpired(new Error('410'))).toBe(false);
  });

  it('does not repeat what a Secret holds', () => {
    const secret = { ...question, plural: 'secrets', kind: 'Secret', group: '', object: 'secrets shop/key' };
    const error = refusal(
      secret,
      422,
      status({
        reason: 'Invalid',
        message: 'Secret "key" is invalid: data[a]: Invalid value: "hunter2"',
        details: { causes: [{ field: 'data[a]', reason: 'FieldValueInvalid' }] },
      }),
    );
    expect(error.message).toContain('Invalid data[a]');
    expect(`${error.message} ${String(error.cause)} ${JSON.stringify(error)}`).not.toContain('hunter2');
  });
});
