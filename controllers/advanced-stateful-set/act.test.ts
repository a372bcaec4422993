import { describe, expect, it } from 'vitest';
import type { MemberAction } from './actions.js';
import { carryOut, prepare } from './act.js';
import { aSet } from './observation.fixture.js';
import { aScene, refusal, type Answer } from './scene.fixture.js';

const createClaim = (ordinal: number): MemberAction => {
  const name = `data-web-${ordinal}`;
  return { kind: 'createClaim', name, manifest: { metadata: { name, namespace: 'shop' } } };
};

const createPod = (ordinal: number): MemberAction => {
  const name = `web-${ordinal}`;
  return { kind: 'createPod', name, manifest: { metadata: { name, namespace: 'shop' } } };
};

const deletePod: MemberAction = { kind: 'deletePod', name: 'web-0', uid: 'u', reason: 'offline' };
const grow: MemberAction = {
  kind: 'updateClaim',
  name: 'data-web-0',
  uid: 'u',
  resourceVersion: '1',
  storage: '2Gi',
};
const deleteClaim: MemberAction = {
  kind: 'deleteClaim',
  name: 'data-web-0',
  uid: 'u',
  podToBeGone: 'web-0',
};
const forgetRevision = { kind: 'deleteRevision', name: 'web-old', uid: 'u' } as const;

const plan = (...lanes: MemberAction[][]) => ({ lanes, last: [forgetRevision] });

/** Answers one call of that text with the error, and all others with success. */
const failing =
  (text: string, error: Error): Answer =>
  (call) =>
    call.text === text ? error : undefined;

describe('carrying out a plan', () => {
  it('makes the claims before their pod, and forgets revisions last', async () => {
    const { scene, texts } = aScene();
    const result = await carryOut(scene, plan([createClaim(0), createPod(0)], [createPod(1)]));
    expect(result).toMatchObject({ outcome: 'done', made: ['web-0', 'web-1'], ended: [] });
    expect(texts().indexOf('create persistentvolumeclaims data-web-0')).toBeLessThan(
      texts().indexOf('create pods web-0'),
    );
    expect(texts().at(-1)).toBe('delete controllerrevisions web-old');
  });

  it('makes no pod whose claim could not be made, tells of it, and goes on with the others', async () => {
    const refused = failing('create persistentvolumeclaims data-web-0', refusal('KubernetesForbidden'));
    const { scene, warnings, texts } = aScene(refused);
    const result = await carryOut(scene, plan([createClaim(0), createPod(0)], [createPod(1)]));
    expect(result).toMatchObject({ outcome: 'failed', made: ['web-1'] });
    expect(texts()).not.toContain('create pods web-0');
    expect(texts()).not.toContain('delete controllerrevisions web-old');
    expect(warnings.map(({ reason, note }) => `${reason}: ${note}`)).toEqual([
      expect.stringMatching(/^FailedCreate: Failed to make claim data-web-0: /),
    ]);
  });

  it.each<[string, MemberAction, string]>([
    ['a pod that is another', deletePod, 'delete pods web-0'],
    ['a claim that has changed', grow, 'mergePatch persistentvolumeclaims data-web-0'],
  ])('takes %s for news and not for a failure', async (_what, action, text) => {
    const { scene, warnings } = aScene(failing(text, refusal('KubernetesConflict')));
    expect(await carryOut(scene, plan([action, createPod(0)]))).toMatchObject({
      outcome: 'outdated',
      made: [],
    });
    expect(warnings).toEqual([]);
  });

  it('looks again where a name is taken, and waits for the cache to show by whom', async () => {
    const taken = refusal('KubernetesConflict', 'AlreadyExists');
    const live = { metadata: { name: 'web-0', uid: 'other', resourceVersion: '7' } };
    const { scene, expectations } = aScene(({ text }) =>
      text === 'create pods web-0' ? taken : text === 'get pods web-0' ? live : undefined,
    );
    expect(await carryOut(scene, plan([createPod(0)]))).toMatchObject({ outcome: 'outdated', made: [] });
    expect(expectations.pendingMs('shop/web')).toBeDefined();
  });

  it('starts a pod though its claim is not allowed to grow', async () => {
    const quota = failing('mergePatch persistentvolumeclaims data-web-0', refusal('KubernetesForbidden'));
    const { scene, warnings } = aScene(quota);
    expect(await carryOut(scene, plan([grow, createPod(0)]))).toMatchObject({
      outcome: 'done',
      made: ['web-0'],
    });
    expect(warnings).toMatchObject([{ reason: 'ClaimNotGrown' }]);
  });

  it('does not end a pod before its claim has the owner that it is to have', async () => {
    const owners: MemberAction = { ...grow, ownerReferences: [] };
    const refused = failing('mergePatch persistentvolumeclaims data-web-0', refusal('KubernetesForbidden'));
    const { scene, texts } = aScene(refused);
    expect(await carryOut(scene, plan([owners, deletePod]))).toMatchObject({ outcome: 'failed', ended: [] });
    // With the storage and without it.
    expect(texts()).toEqual(Array.from({ length: 2 }, () => 'mergePatch persistentvolumeclaims data-web-0'));
  });

  describe('deletes a claim', () => {
    const live = (generation: number) => ({
      metadata: { name: 'web', uid: 'set-uid', resourceVersion: '9', generation },
    });
    const pod = { metadata: { name: 'web-0', uid: 'u', resourceVersion: '7' } };
    const answering =
      (answers: Readonly<Record<string, unknown>>): Answer =>
      ({ text }) =>
        answers[text];

    it('at the version that was decided on, when neither pod nor change is in the way', async () => {
      const gone = aScene(answering({ 'get advancedstatefulsets web': live(7) }));
      expect(await carryOut(gone.scene, plan([deleteClaim]))).toMatchObject({ outcome: 'done' });
      const deletion = gone.calls.find(({ text }) => text === 'delete persistentvolumeclaims data-web-0');
      expect(deletion?.options).toMatchObject({ uid: 'u', resourceVersion: '5' });
    });

    it.each<[string, Readonly<Record<string, unknown>>, string]>([
      ['its pod is there', { 'get pods web-0': pod, 'get advancedstatefulsets web': live(7) }, 'outdated'],
      ['nobody knows of its pod', { 'get pods web-0': refusal('KubernetesUnavailable') }, 'failed'],
      ['the spec has changed', { 'get advancedstatefulsets web': live(8) }, 'outdated'],
      ['the set is gone', {}, 'outdated'],
    ])('never while %s', async (_what, answers, outcome) => {
      const { scene, texts } = aScene(answering(answers));
      expect(await carryOut(scene, plan([deleteClaim]))).toMatchObject({ outcome });
      expect(texts()).not.toContain('delete persistentvolumeclaims data-web-0');
    });
  });
});

describe('adoption', () => {
  const adopt = (ordinal: number): MemberAction => {
    const name = `web-${ordinal}`;
    return { kind: 'adoptPod', name, uid: 'u', resourceVersion: '1', ownerReferences: [] };
  };
  const set = aSet();
  const liveSet = (rest: object) => ({
    metadata: { name: 'web', uid: set.uid, resourceVersion: '1', ...rest },
  });
  const withLive =
    (live: unknown): Answer =>
    ({ text }) =>
      text === 'get advancedstatefulsets web' ? live : undefined;

  it('looks once at the live set for all that it adopts', async () => {
    const { scene, texts } = aScene(withLive(liveSet({})));
    expect(await carryOut(scene, plan([adopt(0)], [adopt(1)], [adopt(2)]))).toMatchObject({
      outcome: 'done',
    });
    expect(texts().filter((text) => text.startsWith('get'))).toHaveLength(1);
    expect(texts().filter((text) => text.startsWith('mergePatch'))).toHaveLength(3);
  });

  it.each([
    ['is gone', undefined],
    ['is another', liveSet({ uid: 'other' })],
    ['is being deleted', liveSet({ deletionTimestamp: '2026-01-01T00:00:00Z' })],
  ])('takes nothing where the set %s', async (_what, live) => {
    const { scene, texts } = aScene(withLive(live));
    expect(await carryOut(scene, plan([adopt(0), createPod(0)]))).toMatchObject({ outcome: 'outdated' });
    expect(texts()).toEqual(['get advancedstatefulsets web']);
  });
});

describe('an update in place', () => {
  const resize: MemberAction = {
    kind: 'resizeInPlace',
    name: 'web-0',
    uid: 'u',
    resources: { app: { requests: { cpu: '2' } } },
  };
  const pod = {
    metadata: { name: 'web-0', uid: 'u', resourceVersion: '7' },
    spec: {
      containers: [
        { name: 'app', image: 'a' },
        { name: 'side', image: 'b' },
      ],
    },
  };

  it('sends all containers of the live pod, at its version, with what changes', async () => {
    const { scene, calls } = aScene(({ text }) => (text.startsWith('get') ? pod : undefined));
    expect(await carryOut(scene, plan([resize]))).toMatchObject({ outcome: 'done' });
    const { sent, options } = calls[1] ?? {};
    expect(sent).toEqual({
      metadata: { uid: 'u', resourceVersion: '7' },
      spec: {
        containers: [
          { name: 'app', image: 'a', resources: { requests: { cpu: '2' } } },
          { name: 'side', image: 'b' },
        ],
      },
    });
    expect(options).toMatchObject({ subresource: 'resize' });
  });

  it('is tried again when the kubelet reported in between', async () => {
    let conflicts = 2;
    const { scene, texts } = aScene(({ text }) => {
      if (text.startsWith('get')) return pod;
      conflicts -= 1;
      return conflicts >= 0 && text.startsWith('mergePatch') ? refusal('KubernetesConflict') : undefined;
    });
    expect(await carryOut(scene, plan([resize]))).toMatchObject({ outcome: 'done' });
    expect(texts().filter((text) => text.startsWith('mergePatch'))).toHaveLength(3);
  });

  it('that is refused is remembered, so that the pod is replaced', async () => {
    const { scene, refusals, warnings } = aScene(({ text }) =>
      text.startsWith('get') ? pod : refusal('KubernetesRefused'),
    );
    expect(await carryOut(scene, plan([resize]))).toMatchObject({ outcome: 'refused' });
    expect([...refusals.among('shop/web', new Set(['u']))]).toEqual(['u']);
    expect([...refusals.among('shop/web', new Set())]).toEqual([]);
    expect(warnings).toMatchObject([{ reason: 'InPlaceRefused' }]);
  });
});

describe('the history', () => {
  const manifest = { metadata: { name: 'web-1', namespace: 'shop' }, data: { a: 1 }, revision: 1 };
  const first = [{ kind: 'createRevision', name: 'web-1', manifest } as const];
  const taken = refusal('KubernetesConflict', 'AlreadyExists');
  const holding =
    (data: unknown): Answer =>
    ({ text }) => {
      if (text === 'create controllerrevisions web-1') return taken;
      const metadata = { name: 'web-1', uid: 'u', resourceVersion: '7' };
      return text === 'get controllerrevisions web-1' ? { metadata, data, revision: 1 } : undefined;
    };

  it('is as it should be where the revision was made before', async () => {
    expect(await prepare(aScene(holding({ a: 1 })).scene, { first })).toBe('done');
  });

  it('counts a collision where other data has the name', async () => {
    const { scene, calls } = aScene(holding({ a: 2 }), aSet({}, { status: { collisionCount: 3 } }));
    expect(await prepare(scene, { first })).toBe('outdated');
    expect(calls.at(-1)).toMatchObject({
      text: 'mergePatch advancedstatefulsets web',
      sent: { status: { collisionCount: 4 } },
    });
  });
});
