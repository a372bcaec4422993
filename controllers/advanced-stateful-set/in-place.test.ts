import { describe, expect, it } from 'vitest';
import type { PodTemplate } from '../../api/pod-template.js';
import { awaitsRestart, containersBefore, inPlaceActions, inPlaceChange } from './in-place.js';

const template = (containers: PodTemplate['spec']['containers'], rest: object = {}): PodTemplate => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers, ...rest },
});
const app = { name: 'app', image: 'web:1', resources: { requests: { cpu: '1' } } };
const from = template([app, { name: 'proxy', image: 'proxy:1' }]);
const proxy = { name: 'proxy', image: 'proxy:1' };
const larger = { requests: { cpu: '2' } };

describe('inPlaceChange follows its table', () => {
  const rows: readonly [string, PodTemplate, boolean, ReturnType<typeof inPlaceChange>][] = [
    ['nothing', from, true, { images: {}, resources: {} }],
    [
      'an image',
      template([{ ...app, image: 'web:2' }, proxy]),
      false,
      { images: { app: 'web:2' }, resources: {} },
    ],
    [
      'resources, where they can be resized',
      template([{ ...app, resources: larger }, proxy]),
      true,
      { images: {}, resources: { app: larger } },
    ],
    ['resources, where they cannot', template([{ ...app, resources: larger }, proxy]), false, undefined],
    [
      'both',
      template([{ ...app, image: 'web:2', resources: larger }, proxy]),
      true,
      { images: { app: 'web:2' }, resources: { app: larger } },
    ],
    ['the number of containers', template([app]), true, undefined],
    ['the order of containers', template([proxy, app]), true, undefined],
    ['an argument', template([{ ...app, args: ['-v'] }, proxy]), true, undefined],
    ['a volume', template([app, proxy], { volumes: [{ name: 'x', emptyDir: {} }] }), true, undefined],
    ['an init container', template([app, proxy], { initContainers: [proxy] }), true, undefined],
    ['a label', { ...from, metadata: { labels: { app: 'web', v: '2' } } }, true, undefined],
  ];
  it.each(rows)('when %s differs', (_name, to, resizeSupported, change) => {
    expect(inPlaceChange(from, to, resizeSupported)).toEqual(change);
  });
});

describe('inPlaceActions', () => {
  const pod = { name: 'web-0', uid: 'u', containerIds: { app: 'c1' } };

  it('resizes first, and names the new revision last', () => {
    const change = { images: { app: 'web:2' }, resources: { app: larger } };
    expect(inPlaceActions(pod, change, 'web-new')).toEqual([
      { kind: 'resizeInPlace', name: 'web-0', uid: 'u', resources: { app: larger } },
      {
        kind: 'patchImagesInPlace',
        name: 'web-0',
        uid: 'u',
        images: { app: 'web:2' },
        labels: { 'controller-revision-hash': 'web-new' },
        annotations: { 'statewright.io/in-place-update': '{"app":"c1"}' },
      },
    ]);
  });

  it('only names the new revision when nothing differs that a pod shows', () => {
    expect(inPlaceActions(pod, { images: {}, resources: {} }, 'web-new')).toMatchObject([
      { kind: 'patchImagesInPlace', images: {}, annotations: {} },
    ]);
  });
});

describe('a pod awaits a restart or not when it is', () => {
  it.each([
    ['never updated', undefined, { app: 'c1' }, false],
    ['running as before', '{"app":"c1"}', { app: 'c1' }, true],
    ['restarted', '{"app":"c1"}', { app: 'c2' }, false],
    ['restarted in part', '{"app":"c1","proxy":"p1"}', { app: 'c2', proxy: 'p1' }, true],
    ['not started before', '{"app":""}', {}, true],
    ['marked by somebody else', 'soon', { app: 'c1' }, false],
    ['marked by somebody else in JSON', '["app"]', { app: 'c1' }, false],
  ])('%s', (_name, annotation, containerIds, awaits) => {
    expect(awaitsRestart(containersBefore(annotation), containerIds)).toBe(awaits);
  });
});
