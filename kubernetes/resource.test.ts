import { describe, expect, it } from 'vitest';
import { collectionPath, describeObject, objectPath } from './resource.js';
import { namespaces, pods, statefulSets } from './resources/index.js';

describe('paths of the API', () => {
  it('puts core and named groups, namespaces and subresources where the API server expects them', () => {
    expect(collectionPath(pods)).toBe('/api/v1/pods');
    expect(collectionPath(statefulSets, 'shop')).toBe('/apis/apps/v1/namespaces/shop/statefulsets');
    expect(objectPath(pods, { namespace: 'shop', name: 'web-0' }, 'status')).toBe(
      '/api/v1/namespaces/shop/pods/web-0/status',
    );
    expect(objectPath(namespaces, { name: 'shop' })).toBe('/api/v1/namespaces/shop');
    expect(describeObject(statefulSets, { namespace: 'shop', name: 'web' })).toBe(
      'statefulsets.apps shop/web',
    );
  });

  it('never lets a name change the path', () => {
    expect(objectPath(pods, { namespace: 'shop', name: 'a/../../b?c#d%2f' })).toBe(
      '/api/v1/namespaces/shop/pods/a%2F..%2F..%2Fb%3Fc%23d%252f',
    );
    for (const name of ['', '.', '..']) {
      expect(() => objectPath(pods, { namespace: 'shop', name })).toThrow(/is not a name/);
      expect(() => objectPath(pods, { namespace: name, name: 'web-0' })).toThrow(/is not a name/);
    }
  });

  it('wants a namespace exactly where there is one', () => {
    expect(() => objectPath(pods, { name: 'web-0' })).toThrow(/no namespace was given/);
    expect(() => objectPath(namespaces, { namespace: 'x', name: 'shop' })).toThrow(/not in any namespace/);
  });
});
