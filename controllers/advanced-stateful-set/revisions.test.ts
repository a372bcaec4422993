import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.js';
import {
  aRevision,
  aSet,
  bothRevisions,
  decideFor,
  revision,
  templateOfImage,
} from './observation.fixture.js';
import { revisionHash, revisionName, revisionText, sameTemplate, templateOf } from './revision-data.js';
import { decideRevisions, revisionsToForget } from './revisions.js';

/** A template as the API server of Kubernetes 1.34 returns it, in another order of keys. */
const defaulted = {
  spec: {
    terminationGracePeriodSeconds: 30,
    securityContext: {},
    schedulerName: 'default-scheduler',
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    containers: [
      {
        terminationMessagePolicy: 'File',
        terminationMessagePath: '/dev/termination-log',
        resources: {},
        name: 'test',
        imagePullPolicy: 'Always',
        image: 'test',
      },
    ],
  },
  metadata: { labels: { app: 'foo' }, annotations: { test: 'value' } },
};

describe('a revision', () => {
  it('has the data and the name that apps/v1 gives it', () => {
    const text = revisionText(defaulted);
    expect(text).toBe(
      '{"spec":{"template":{"$patch":"replace","metadata":{"annotations":{"test":"value"},"labels":{"app":"foo"}},"spec":{"containers":[{"image":"test","imagePullPolicy":"Always","name":"test","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}],"dnsPolicy":"ClusterFirst","restartPolicy":"Always","schedulerName":"default-scheduler","securityContext":{},"terminationGracePeriodSeconds":30}}}}',
    );
    expect(revisionName('test', text, 0)).toBe('test-776999688b');
  });

  it('of Kubernetes 1.33 differs in text and name, and is the same template', () => {
    const { metadata } = defaulted;
    const earlier = revisionText({ ...defaulted, metadata: { ...metadata, creationTimestamp: null } });
    expect(revisionName('test', earlier, 0)).toBe('test-c77f6d978');
    expect(sameTemplate(earlier, revisionText(defaulted))).toBe(true);
    expect(sameTemplate(earlier, revisionText(templateOfImage('x')))).toBe(false);
  });

  it('hashes text beyond ASCII and counts of collisions as Go does', () => {
    const text =
      '{"spec":{"template":{"$patch":"replace","spec":{"containers":[{"b":true,"big":9007199254740992,"command":["a\\u2028b\\u2029","t\\tn\\nq\\"\\\\\\u0001\\b\\f\u007f","é😀"],"image":"x\\u003cy\\u003e\\u0026z","k":1e-7,"m":1,"n":1e+21,"name":"a","z":null}],"nodeSelector":{"":"3","$p":"1","10":"x","9":"y","B":"q","a":"z","é":"1","😀":"2"}}}}}';
    expect(canonicalJson(JSON.parse(text))).toBe(text);
    expect([revisionHash(text, 0), revisionHash(text, 12)]).toEqual(['5c5bf4b5d9', '7ccdf44c58']);
  });

  it('gives its template back', () => {
    expect(templateOf(revisionText(defaulted))).toEqual(defaulted);
    expect(templateOf('{"spec":{}}')).toBeUndefined();
  });

  it('of a set with a long name still has a name that fits', () => {
    expect(revisionName('x'.repeat(250), '{}', 0)).toHaveLength(223 + 1 + revisionHash('{}', 0).length);
  });
});

describe('decideRevisions follows its table', () => {
  const set = aSet();

  it('creates the first revision', () => {
    const { update, current, actions } = decideRevisions({ set, revisions: [] });
    expect(update).toEqual({ name: revision.new, template: set.spec.template });
    expect(current).toEqual(update);
    expect(actions).toMatchObject([
      {
        kind: 'createRevision',
        name: revision.new,
        manifest: {
          revision: 1,
          data: { spec: { template: { ...set.spec.template, $patch: 'replace' } } },
          metadata: { labels: { app: 'web' }, ownerReferences: [{ uid: 'set-uid', controller: true }] },
        },
      },
    ]);
  });

  it('labels a new revision with its hash and copies the annotations of the set', () => {
    const annotated = aSet({}, { annotations: { note: 'n' } });
    const [action] = decideRevisions({ set: annotated, revisions: [] }).actions;
    expect(action).toMatchObject({
      manifest: {
        metadata: {
          labels: { 'controller.kubernetes.io/hash': revision.new.slice('web-'.length) },
          annotations: { note: 'n' },
        },
      },
    });
  });

  it('does nothing when the newest is that of the template', () => {
    const decided = decideRevisions({ set, revisions: bothRevisions });
    expect(decided.actions).toEqual([]);
    expect(decided.update.name).toBe(revision.new);
  });

  it('makes an old revision the newest when the template goes back to it', () => {
    const reverted = aSet({ template: templateOfImage('web:0') });
    const { update, actions } = decideRevisions({ set: reverted, revisions: bothRevisions });
    expect(update.name).toBe(revision.old);
    expect(actions).toEqual([
      {
        kind: 'bumpRevision',
        name: revision.old,
        uid: 'old-revision-uid',
        resourceVersion: '1',
        revision: 3,
      },
    ]);
  });

  it('keeps the newest when it means the same in the words of another Kubernetes', () => {
    const metadata = { ...set.spec.template.metadata, creationTimestamp: null };
    const data = revisionText({ ...set.spec.template, metadata });
    const revisions = [aRevision('old', 1), aRevision('new', 2, { name: 'web-earlier', data })];
    expect(decideRevisions({ set, revisions })).toMatchObject({
      update: { name: 'web-earlier' },
      actions: [],
    });
  });

  it('looks for another name when the name is taken by other data', () => {
    const taken = aRevision('old', 1, { name: revision.new });
    const { update, collisionCount, actions } = decideRevisions({ set, revisions: [taken] });
    expect(collisionCount).toBe(1);
    expect(update.name).toBe(revisionName('web', revisionText(set.spec.template), 1));
    expect(actions).toMatchObject([{ kind: 'createRevision', name: update.name }]);
  });

  it('starts from the collisions that the status has counted', () => {
    const { update } = decideRevisions({ set: aSet({}, { status: { collisionCount: 4 } }), revisions: [] });
    expect(update.name).toBe(revisionName('web', revisionText(set.spec.template), 4));
  });

  it('restores the template of the current revision that the status names', () => {
    const rolling = aSet({}, { status: { currentRevision: revision.old } });
    expect(decideRevisions({ set: rolling, revisions: bothRevisions }).current).toEqual({
      name: revision.old,
      template: templateOfImage('web:0'),
    });
  });

  it('takes the update revision for the current one when that is gone', () => {
    const rolling = aSet({}, { status: { currentRevision: 'web-gone' } });
    expect(decideRevisions({ set: rolling, revisions: bothRevisions }).current.name).toBe(revision.new);
  });

  it('adopts orphans', () => {
    const revisions = [aRevision('old', 1, { orphan: true }), aRevision('new', 2)];
    expect(decideRevisions({ set, revisions }).actions).toMatchObject([
      { kind: 'adoptRevision', name: revision.old, ownerReference: { uid: 'set-uid', controller: true } },
    ]);
  });
});

describe('history', () => {
  const named = (name: string, number: number) => aRevision('old', number, { name, uid: name });
  const revisions = [named('d', 4), named('a', 1), named('c', 3), named('b', 2), named('e', 5)];
  const forgotten = (limit: number, ...inUse: string[]) =>
    revisionsToForget({ set: aSet({ revisionHistoryLimit: limit }), revisions }, new Set(inUse)).map(
      ({ name }) => name,
    );

  it('is cut down to its limit from the oldest on', () => {
    expect(forgotten(2)).toEqual(['a', 'b', 'c']);
  });

  it('keeps what is in use beyond the limit', () => {
    expect(forgotten(1, 'a', 'e')).toEqual(['b', 'c']);
    expect(forgotten(0, 'a', 'e')).toEqual(['b', 'c', 'd']);
  });

  it('is kept whole with a negative limit', () => {
    expect(forgotten(-1)).toEqual([]);
  });

  it('keeps the revisions of pods', () => {
    const set = aSet({ revisionHistoryLimit: 0 });
    const { plan } = decideFor(set, { revisions: [aRevision('old', 1), aRevision('new', 2)] });
    expect(plan.last).toMatchObject([{ kind: 'deleteRevision', name: revision.old }]);
  });
});
