import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectorMatches } from '../../api/label-selector.js';
import { Store } from '../runtime/store.js';
import type { LabelSelector } from '../../api/pod-template.js';
import { selectionIndexes, setsOverlapping, setsSelecting, type Peer } from './selection.js';
import { selectorsOverlap } from './selectors.js';

const labels = fc.dictionary(fc.constantFrom('app', 'tier', 'uid'), fc.constantFrom('a', 'b', 'long'));

const selector = fc.oneof(
  labels.map((matchLabels): LabelSelector => ({ matchLabels })),
  fc.constant<LabelSelector>({ matchExpressions: [{ key: 'app', operator: 'Exists' }] }),
  labels.map((matchLabels): LabelSelector => ({
    matchLabels,
    matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['b'] }],
  })),
);

const peer = fc
  .record({
    namespace: fc.constantFrom('shop', 'bank'),
    name: fc.constantFrom('x', 'y', 'z'),
    selector,
    labels,
  })
  .map(({ namespace, name, selector: selecting, labels: made }): Peer => ({
    kind: 'AdvancedStatefulSet',
    namespace,
    name,
    uid: `${namespace}-${name}`,
    spec: { selector: selecting, template: { metadata: { labels: made }, spec: { containers: [] } } },
  }));

const peers = fc.uniqueArray(peer, { selector: ({ uid }) => uid, maxLength: 6 });

function storeOf(all: readonly Peer[]): Store<Peer> {
  const store = new Store<Peer>(selectionIndexes);
  for (const it of all) {
    store.set(`${it.namespace}/${it.name}`, { uid: it.uid, resourceVersion: '1', value: it });
  }
  return store;
}

const uids = (found: readonly Peer[]): readonly string[] => found.map(({ uid }) => uid).toSorted();

describe('finding sets by what they select', () => {
  it('finds the same sets that overlap as comparing each with each would', () => {
    fc.assert(
      fc.property(peers, peers, (some, others) => {
        const here = some.map((it) => ({ ...it, uid: `${it.uid}-here` }));
        const all = [...here, ...others];
        for (const one of all) {
          const expected = all.filter((other) => selectorsOverlap(one, other));
          expect(uids(setsOverlapping([storeOf(here), storeOf(others)], one))).toEqual(uids(expected));
        }
      }),
    );
  });

  it('finds the same sets that select labels as asking each would', () => {
    fc.assert(
      fc.property(peers, labels, (all, of) => {
        const expected = all.filter(
          ({ namespace, spec }) => namespace === 'shop' && selectorMatches(spec.selector, of),
        );
        expect(uids(setsSelecting([storeOf(all)], 'shop', of))).toEqual(uids(expected));
      }),
    );
  });
});
