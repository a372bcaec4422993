import { isDeepStrictEqual } from 'node:util';
import { completedTemplate } from '../../api/completed-template.js';
import { StatewrightError } from '../../api/errors/index.js';
import type { ObjectKey } from '../../api/names.js';
import { addressAnnotation } from '../../api/network/annotations.js';
import { parseOrdinals, splitOrdinals } from '../../api/ordinals.js';
import type { ObjectToWrite } from '../../kubernetes/index.js';
import type { Adoptable, AdoptableKind } from './adoptable.js';
import { adoptionAnnotation, formatMark } from './annotation.js';

type Fields = Readonly<Record<string, unknown>>;

/** Annotation of kubectl; it would say of one kind what was asked of another. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** The set that takes over: the same spec, marked with whose it is. Ours does nothing until it is told. */
export function takerOf(giver: Adoptable, from: AdoptableKind): ObjectToWrite {
  const { name, namespace, uid, generation = 0, labels, annotations = {}, ownerReferences } = giver.metadata;
  const kept = without(annotations, lastApplied, adoptionAnnotation);
  return {
    metadata: {
      name,
      namespace,
      ...(labels && { labels }),
      ...(ownerReferences && { ownerReferences }),
      annotations: { ...kept, [adoptionAnnotation]: formatMark({ uid, generation }) },
    },
    spec: from === 'StatefulSet' ? { ...giver.spec, paused: true } : asStatefulSet(giver.spec),
  };
}

function asStatefulSet(given: Adoptable['spec']): Fields {
  const spec = without(given, 'offlineStrategy', 'paused');
  const { rollingUpdate } = given.updateStrategy ?? {};
  if (rollingUpdate === undefined || rollingUpdate === null) return spec;
  const kept = without(rollingUpdate, 'podUpdatePolicy');
  return { ...spec, updateStrategy: { ...given.updateStrategy, rollingUpdate: kept } };
}

function without<T>(fields: Readonly<Record<string, T>>, ...names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** What a StatefulSet cannot do, and Kubernetes' own controller would undo at once. @throws StatewrightError */
export function assertHasEquivalent({ metadata, spec, status }: Adoptable, key: ObjectKey): void {
  const refuse = (what: string, way: string): StatewrightError =>
    new StatewrightError('SetHasNoEquivalent', { ...key, what, way });
  const parsed = parseOrdinals(spec.offlineStrategy?.podOrdinals ?? []);
  const first = spec.ordinals?.start ?? 0;
  const range = { first, last: first + spec.replicas - 1 };
  if (parsed.ok && splitOrdinals(parsed.ordinals, range).inside.length > 0) {
    throw refuse('ordinals are offline, whose pods would start', 'Bring them back online');
  }
  const isHandover = metadata.annotations?.[adoptionAnnotation] !== undefined;
  if (spec.paused === true && !isHandover) throw refuse('it is paused', 'Let it go on');
  if (status?.currentRevision !== status?.updateRevision) {
    throw refuse('an update is half done, and how far it is would be lost', 'Let it finish');
  }
}

/** What is lost on the way, as sentences for people. */
export function lossesOf({ spec, metadata }: Adoptable, from: AdoptableKind): readonly string[] {
  if (from === 'StatefulSet') return [];
  const { rollingUpdate } = spec.updateStrategy ?? {};
  const losses: string[] = [];
  if (rollingUpdate?.podUpdatePolicy === 'InPlaceIfPossible') {
    losses.push('Updates replace pods from then on: podUpdatePolicy InPlaceIfPossible has no equivalent.');
  }
  if ((spec.offlineStrategy?.podOrdinals ?? []).length > 0) {
    losses.push('offlineStrategy is dropped; its ordinals are out of range.');
  }
  if (metadata.annotations?.[addressAnnotation.ordinalIps] !== undefined) {
    losses.push('New pods no longer get the addresses of the annotation statewright.io/ordinal-ips.');
  }
  return losses;
}

/**
 * @param tried the taker as Kubernetes would keep it
 * @throws StatewrightError AdoptionWouldRestart if its pods would be of another revision
 */
export function assertSameTemplate(giver: Adoptable, tried: Adoptable, key: ObjectKey): void {
  const [before, after] = [giver, tried].map(({ spec }) => completedTemplate(spec.template));
  const field = firstDifference(before, after);
  if (field !== undefined) {
    throw new StatewrightError('AdoptionWouldRestart', { ...key, field: `spec.template${field}` });
  }
}

/** The path of the first field that differs; undefined if none does. */
function firstDifference(a: unknown, b: unknown): string | undefined {
  if (isDeepStrictEqual(a, b)) return undefined;
  if (!isNested(a) || !isNested(b)) return '';
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const name of names) {
    const inner = firstDifference(a[name], b[name]);
    if (inner !== undefined) return Array.isArray(a) ? `[${name}]${inner}` : `.${name}${inner}`;
  }
  return '';
}

function isNested(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
