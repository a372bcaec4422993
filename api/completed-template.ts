import { canonicalQuantity } from './canonical-quantity.js';
import { podTemplateSchema, type PodTemplate } from './pod-template.js';

type Fields = Readonly<Record<string, unknown>>;

/** Where amounts of resources stand in the spec of a pod; `*` is any entry of a list or a map. */
const resourceLists = [
  'containers.*.resources.requests.*',
  'containers.*.resources.limits.*',
  'initContainers.*.resources.requests.*',
  'initContainers.*.resources.limits.*',
  'volumes.*.ephemeral.volumeClaimTemplate.spec.resources.requests.*',
  'volumes.*.ephemeral.volumeClaimTemplate.spec.resources.limits.*',
  'overhead.*',
  'resources.requests.*',
  'resources.limits.*',
].map((path) => path.split('.'));

/** Where other quantities stand. */
const quantities = [
  'containers.*.env.*.valueFrom.resourceFieldRef.divisor',
  'initContainers.*.env.*.valueFrom.resourceFieldRef.divisor',
  'volumes.*.emptyDir.sizeLimit',
  'volumes.*.downwardAPI.items.*.resourceFieldRef.divisor',
  'volumes.*.projected.sources.*.downwardAPI.items.*.resourceFieldRef.divisor',
].map((path) => path.split('.'));

/**
 * The template as apps/v1 keeps it. A schema fills in fixed defaults; these apps/v1 fills in by code
 * (pkg/apis/core/v1/defaults.go, conversion.go), and revisions of the same template are the same only with them:
 *
 * | field                              | what is left out                                        |
 * | ---------------------------------- | ------------------------------------------------------- |
 * | imagePullPolicy, image.pullPolicy  | Always for the tag latest or none, else IfNotPresent    |
 * | serviceAccount, serviceAccountName | each is the other                                       |
 * | a volume without a source          | is an emptyDir                                          |
 * | quantities                         | (are written in their canonical text)                   |
 */
export function completedTemplate(template: PodTemplate): PodTemplate {
  const { serviceAccount, serviceAccountName } = template.spec;
  const account = serviceAccountName ?? serviceAccount;
  const named = account === undefined ? {} : { serviceAccount: account, serviceAccountName: account };
  const spec = [
    ...resourceLists.map((path) => ({ path, change: (it: unknown) => canonical(it, 'milli') })),
    ...quantities.map((path) => ({ path, change: (it: unknown) => canonical(it, 'nano') })),
    { path: ['containers', '*'], change: withPullPolicy },
    { path: ['initContainers', '*'], change: withPullPolicy },
    { path: ['volumes', '*'], change: withSource },
  ].reduce<unknown>((value, { path, change }) => changedAt(value, path, change), {
    ...template.spec,
    ...named,
  });
  return podTemplateSchema.parse({ ...template, spec });
}

function canonical(value: unknown, smallest: 'nano' | 'milli'): unknown {
  const isQuantity = typeof value === 'string' || typeof value === 'number';
  return isQuantity ? canonicalQuantity(value, smallest) : value;
}

function withPullPolicy(container: unknown): unknown {
  if (
    !isFields(container) ||
    typeof container.image !== 'string' ||
    container.imagePullPolicy !== undefined
  ) {
    return container;
  }
  return { ...container, imagePullPolicy: pullPolicyOf(container.image) };
}

function withSource(volume: unknown): unknown {
  if (!isFields(volume)) return volume;
  if (Object.keys(volume).every((field) => field === 'name')) return { ...volume, emptyDir: {} };
  return changedAt(volume, ['image'], (image) =>
    isFields(image) && image.pullPolicy === undefined && typeof image.reference === 'string'
      ? { ...image, pullPolicy: pullPolicyOf(image.reference) }
      : image,
  );
}

/** An image that is named by its digest never is another one; without digest and tag the tag is `latest`. */
function pullPolicyOf(image: string): 'Always' | 'IfNotPresent' {
  const [name = '', digest] = image.split('@');
  const tag = /:([^:/]+)$/.exec(name)?.[1];
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent';
}

function changedAt(
  value: unknown,
  [step, ...rest]: readonly string[],
  change: (it: unknown) => unknown,
): unknown {
  if (step === undefined) return change(value);
  const inner = (it: unknown): unknown => changedAt(it, rest, change);
  if (Array.isArray(value)) return step === '*' ? value.map(inner) : value;
  if (!isFields(value)) return value;
  if (step === '*') return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, inner(it)]));
  return value[step] === undefined ? value : { ...value, [step]: inner(value[step]) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
