import { ordinalSet, type OrdinalSet } from '../../api/ordinals.js';
import type { PodTemplate } from '../../api/pod-template.js';
import type { MemberAction } from './actions.js';
import { decide, type Decision } from './decide.js';
import { claimName, memberLabel, podName } from './identity.js';
import type {
  ClaimView,
  Observation,
  PodView,
  RevisionView,
  SetSpecView,
  SetView,
  UpdateView,
} from './model.js';
import { controllerReference, ownerOf } from './owners.js';
import { revisionName, revisionText } from './revision-data.js';

/** Sets, pods and claims to test decisions on. */

export const now = new Date('2026-03-01T12:00:00Z');
export const secondsAgo = (seconds: number): number => now.getTime() - seconds * 1000;

export const templateOfImage = (image: string): PodTemplate => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'app', image }] },
});

export const dataTemplate = {
  metadata: { name: 'data' },
  spec: { resources: { requests: { storage: '1Gi' } } },
};

export const defaultSpec: SetSpecView = {
  replicas: 3,
  start: 0,
  offline: [],
  offlineVolumes: 'Retain',
  selector: { matchLabels: { app: 'web' } },
  template: templateOfImage('web:1'),
  volumeClaimTemplates: [],
  serviceName: 'web',
  podManagementPolicy: 'OrderedReady',
  update: { type: 'RollingUpdate', partition: 0, maxUnavailable: 1, podUpdatePolicy: 'ReCreate' },
  minReadySeconds: 0,
  revisionHistoryLimit: 10,
  retention: { whenDeleted: 'Retain', whenScaled: 'Retain' },
  paused: false,
  growClaims: true,
};

export function aSet(spec: Partial<SetSpecView> = {}, rest: Partial<SetView> = {}): SetView {
  return {
    apiVersion: 'statewright.io/v1alpha1',
    kind: 'AdvancedStatefulSet',
    namespace: 'shop',
    name: 'web',
    uid: 'set-uid',
    generation: 7,
    terminating: false,
    annotations: {},
    status: {},
    problems: [],
    spec: { ...defaultSpec, ...spec },
    ...rest,
  };
}

export const offline = (...ordinals: number[]): OrdinalSet => ordinalSet(ordinals);
export const update = (changes: Partial<UpdateView>): UpdateView => ({ ...defaultSpec.update, ...changes });

const image = { old: 'web:0', new: 'web:1' } as const;
/** Names of the revision of `defaultSpec.template`, and of one before it. */
export const revision = {
  old: revisionName('web', revisionText(templateOfImage(image.old)), 0),
  new: revisionName('web', revisionText(templateOfImage(image.new)), 0),
} as const;

export function aRevision(
  age: 'old' | 'new',
  number: number,
  rest: Partial<RevisionView> = {},
): RevisionView {
  return {
    name: revision[age],
    uid: `${age}-revision-uid`,
    resourceVersion: '1',
    revision: number,
    creationTimestamp: '2026-01-01T00:00:00Z',
    data: revisionText(templateOfImage(image[age])),
    orphan: false,
    ...rest,
  };
}

export const bothRevisions = [aRevision('old', 1), aRevision('new', 2)];

/** `recovering` was ready a minute ago, `hopeless` ten minutes ago, and neither is stuck; `fresh` has been ready for five seconds. */
export type PodCondition =
  | 'available'
  | 'fresh'
  | 'pending'
  | 'starting'
  | 'recovering'
  | 'hopeless'
  | 'stuck'
  | 'failed'
  | 'succeeded'
  | 'terminating'
  | 'updatingInPlace';

const conditions: Readonly<Record<PodCondition, Partial<PodView>>> = {
  available: {},
  fresh: { readyChangedAt: secondsAgo(5) },
  pending: { phase: 'Pending', ready: false, everReady: false },
  starting: { ready: false, everReady: false },
  recovering: { ready: false, readyChangedAt: secondsAgo(60) },
  hopeless: { ready: false, readyChangedAt: secondsAgo(600) },
  stuck: { ready: false, stuck: 'CrashLoopBackOff: container app: back-off' },
  failed: { phase: 'Failed', ready: false, stuck: 'Evicted: the node was low on memory' },
  succeeded: { phase: 'Succeeded', ready: false },
  terminating: { terminating: true },
  updatingInPlace: { inPlace: 'underWay' },
};

export function aPod(
  ordinal: number,
  condition: PodCondition = 'available',
  rest: Partial<PodView> & { readonly age?: 'old' | 'new' } = {},
  set: SetView = aSet(),
): PodView {
  const { age = 'new', ...fields } = rest;
  const name = podName(set, ordinal);
  return {
    name,
    uid: `${name}-uid`,
    resourceVersion: '1',
    labels: { app: 'web', [memberLabel.podName]: name, [memberLabel.revision]: revision[age] },
    ownerReferences: [controllerReference(ownerOf(set))],
    terminating: false,
    phase: 'Running',
    ready: true,
    readyChangedAt: secondsAgo(3600),
    everReady: true,
    stuck: undefined,
    claims: { data: claimName(set, dataTemplate, ordinal) },
    inPlace: 'settled',
    containerIds: { app: `${name}-container` },
    ...conditions[condition],
    ...fields,
  };
}

export function aClaim(ordinal: number, rest: Partial<ClaimView> = {}): ClaimView {
  const name = claimName(aSet(), dataTemplate, ordinal);
  return {
    name,
    uid: `${name}-uid`,
    resourceVersion: '1',
    ownerReferences: [],
    terminating: false,
    markedOffline: false,
    requestedBytes: 2 ** 30,
    expandable: true,
    ...rest,
  };
}

export function observe(
  set: SetView,
  seen: Partial<Omit<Observation, 'claims'>> & { readonly claims?: readonly ClaimView[] } = {},
): Observation {
  const { claims = [], ...rest } = seen;
  return {
    set,
    pods: [],
    revisions: [aRevision('new', 1)],
    overlapping: [],
    inPlaceRefused: new Set(),
    resizeSupported: true,
    ...rest,
    claims: new Map(claims.map((claim) => [claim.name, claim])),
  };
}

export function decideFor(set: SetView, seen: Parameters<typeof observe>[1] = {}): Decision {
  return decide(observe(set, seen), now);
}

/** `create web-0`, `delete web-1: outdated` and the like, in the order of the lanes. */
export function told({ plan }: Decision): readonly string[] {
  return plan.lanes.flat().map(tell);
}

function tell(action: MemberAction): string {
  switch (action.kind) {
    case 'createPod':
      return `create ${action.name}`;
    case 'deletePod':
      return `delete ${action.name}: ${action.reason}`;
    default:
      return `${action.kind} ${action.name}`;
  }
}
