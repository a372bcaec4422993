import { selectorMatches } from '../../api/label-selector.js';
import type { LabelSelector } from '../../api/pod-template.js';
import type { ReadonlyStore } from '../runtime/store.js';
import type { SetView, StringMap } from './model.js';
import { selectorsOverlap } from './selectors.js';

/** What is known of any set, served by this controller or not: whose pods it makes and selects. */
export type Peer = Pick<SetView, 'kind' | 'namespace' | 'name' | 'uid'> & {
  readonly spec: Pick<SetView['spec'], 'selector' | 'template'>;
};

/**
 * Index terms by which the sets are found that select given labels, and those whose pods a given selector selects,
 * without looking at every set of the namespace. A set is filed under one pair of its selector's labels, the most telling
 * one, and under all pairs of its template's.
 */
export const selectionIndexes = {
  selecting: ({ namespace, spec }: Peer): readonly string[] => [term(namespace, tellingPair(spec.selector))],
  making: ({ namespace, spec }: Peer): readonly string[] => pairTerms(namespace, labelsOf(spec.template)),
};

/** No pair: of sets that select by expressions alone, and for asking for all sets of a namespace. */
const anyPair = '';

function term(namespace: string, pair: string): string {
  return `${namespace}/${pair}`;
}

function pairTerms(namespace: string, labels: StringMap): readonly string[] {
  return [anyPair, ...Object.entries(labels).map(([key, value]) => `${key}=${value}`)].map((pair) =>
    term(namespace, pair),
  );
}

function labelsOf(template: Peer['spec']['template']): StringMap {
  return template.metadata?.labels ?? {};
}

/** The pair with the longest value: what is unique to a set, its name or a UID, is longer than what many sets share. */
function tellingPair({ matchLabels = {} }: LabelSelector): string {
  const [first] = Object.entries(matchLabels).toSorted(
    ([a, valueOfA], [b, valueOfB]) => valueOfB.length - valueOfA.length || (a < b ? -1 : 1),
  );
  return first === undefined ? anyPair : `${first[0]}=${first[1]}`;
}

/** A cache of sets with the indexes above. */
export type Peers = ReadonlyStore<Peer>;

function peersBy(stores: readonly Peers[], index: string, terms: readonly string[]): readonly Peer[] {
  return stores.flatMap((store) =>
    terms
      .flatMap((it) => store.keysBy(index, it))
      .flatMap((key) => {
        const peer = store.get(key);
        return peer === undefined ? [] : [peer];
      }),
  );
}

/** Sets of the namespace that select these labels. */
export function setsSelecting(
  stores: readonly Peers[],
  namespace: string,
  labels: StringMap,
): readonly Peer[] {
  return peersBy(stores, 'selecting', pairTerms(namespace, labels)).filter(({ spec }) =>
    selectorMatches(spec.selector, labels),
  );
}

/** Other sets that select the same pods as this one, each once. */
export function setsOverlapping(stores: readonly Peers[], set: Peer): readonly Peer[] {
  const candidates = [
    ...peersBy(stores, 'selecting', pairTerms(set.namespace, labelsOf(set.spec.template))),
    ...peersBy(stores, 'making', [term(set.namespace, tellingPair(set.spec.selector))]),
  ];
  const byUid = new Map(candidates.map((peer) => [peer.uid, peer]));
  return [...byUid.values()].filter((peer) => selectorsOverlap(set, peer));
}
