import { z } from 'zod';
import { fieldProblem, type FieldProblem } from '../../api/errors/index.js';
import { group, nodeTypeSetName } from '../../api/names.js';
import {
  addressAnnotation,
  parseChosenAddresses,
  parseOrdinalAddresses,
  type ParsedOrdinalAddresses,
} from '../../api/network/index.js';
import { parseManifest } from '../../api/validation/manifest.js';
import type { AdmissionRequest } from './admission-review.js';

/** Addresses that an object asks for on behalf of one pod. */
export interface ChosenAddresses {
  /** Of the object, by which a refusal is told. */
  readonly field: string;
  /** Empty for a pod whose name the API server has still to make. */
  readonly podName: string;
  /** Canonical; one or one of each family. */
  readonly addresses: readonly string[];
}

/** What an object asks for that it did not ask for before. */
export interface AddressQuestion {
  readonly namespace: string;
  /** Name of the IPPool that the pods name, if they do. */
  readonly pool: string | undefined;
  readonly chosen: readonly ChosenAddresses[];
  /** What cannot be read. */
  readonly problems: readonly FieldProblem[];
}

const annotationsSchema = z.record(z.string(), z.string()).optional();
const metadataSchema = z.looseObject({ name: z.string().default(''), annotations: annotationsSchema });
const podSchema = z.looseObject({
  metadata: metadataSchema,
  spec: z.looseObject({ hostNetwork: z.boolean().optional() }),
});
const setSchema = z.looseObject({
  metadata: metadataSchema,
  spec: z.looseObject({
    template: z.looseObject({ metadata: z.looseObject({ annotations: annotationsSchema }).optional() }),
  }),
});

/**
 * The addresses that a request asks for; undefined if it asks for none. What an object asked for before is not asked
 * again: others may have changed since, and it must stay writable.
 *
 * | object                       | asked for                                       | field                      |
 * | ---------------------------- | ----------------------------------------------- | -------------------------- |
 * | Pod that is made             | its annotation `ip`                             | the annotation             |
 * | Pod on its machine's network | nothing                                         |                            |
 * | StatefulSet of either kind   | new or other entries of `ordinal-ips`           | the annotation             |
 * | DistributedCluster           | new or other entries of `ordinalIPs`            | the entry                  |
 * | all else                     | nothing                                         |                            |
 */
export function chosenAddresses(request: AdmissionRequest): AddressQuestion | undefined {
  const { kind, operation, subResource = '', object } = request;
  if (subResource !== '' || (operation !== 'CREATE' && operation !== 'UPDATE')) return undefined;
  const earlier = operation === 'UPDATE' ? request.oldObject : undefined;
  const question = questionOf(`${kind.group}/${kind.kind}`, object, earlier, request.namespace ?? '');
  return question && question.chosen.length + question.problems.length > 0 ? question : undefined;
}

function questionOf(
  kind: string,
  object: unknown,
  earlier: unknown,
  namespace: string,
): AddressQuestion | undefined {
  switch (kind) {
    case '/Pod':
      return earlier === undefined ? ofPod(object, namespace) : undefined;
    case 'apps/StatefulSet':
    case `${group}/AdvancedStatefulSet`:
      return ofSet(object, earlier, namespace);
    case `${group}/DistributedCluster`:
      return ofCluster(object, earlier, namespace);
    default:
      return undefined;
  }
}

const fieldOf = (annotation: string): string => `metadata.annotations[${annotation}]`;

function ofPod(object: unknown, namespace: string): AddressQuestion | undefined {
  const pod = podSchema.safeParse(object).data;
  const { name = '', annotations } = pod?.metadata ?? {};
  const text = annotations?.[addressAnnotation.ip] ?? '';
  if (text === '' || pod?.spec.hostNetwork === true) return undefined;
  const [field, pool] = [fieldOf(addressAnnotation.ip), annotations?.[addressAnnotation.pool]];
  const parsed = parseChosenAddresses(text);
  if (parsed.ok) {
    return { namespace, pool, chosen: [{ field, podName: name, addresses: parsed.addresses }], problems: [] };
  }
  const { reason } = parsed;
  return { namespace, pool, chosen: [], problems: [fieldProblem(field, 'AddressMalformed', { reason })] };
}

function ofSet(object: unknown, earlier: unknown, namespace: string): AddressQuestion | undefined {
  const set = setSchema.safeParse(object).data;
  const text = set?.metadata.annotations?.[addressAnnotation.ordinalIps] ?? '';
  if (set === undefined || text === '') return undefined;
  const before = setSchema.safeParse(earlier).data?.metadata.annotations?.[addressAnnotation.ordinalIps];
  if (before === text) return undefined;
  const pool = set.spec.template.metadata?.annotations?.[addressAnnotation.pool];
  const field = fieldOf(addressAnnotation.ordinalIps);
  const parsed = parseOrdinalAddresses(text);
  if (!parsed.ok) {
    const problem = fieldProblem(field, 'OrdinalAddressesMalformed', { reason: parsed.reason });
    return { namespace, pool, chosen: [], problems: [problem] };
  }
  const old = namesByOrdinal(parseOrdinalAddresses(before ?? ''));
  const chosen = [...parsed.byOrdinal]
    .filter(([ordinal, addresses]) => old.get(ordinal) !== addresses.join())
    .map(([ordinal, addresses]) => ({ field, podName: `${set.metadata.name}-${ordinal}`, addresses }));
  return { namespace, pool, chosen, problems: [] };
}

function namesByOrdinal(parsed: ParsedOrdinalAddresses): ReadonlyMap<number, string> {
  return new Map(
    parsed.ok ? [...parsed.byOrdinal].map(([ordinal, addresses]) => [ordinal, addresses.join()]) : [],
  );
}

/** What is malformed is said by the judge of clusters, as the command and the workflow say it. */
function ofCluster(object: unknown, earlier: unknown, namespace: string): AddressQuestion | undefined {
  const cluster = parseManifest(object);
  if (!cluster.ok) return undefined;
  const before = parseManifest(earlier);
  const old = new Map(
    (before.ok ? before.manifest.spec.nodeTypes : []).map(({ name, ordinalIPs }) => [name, ordinalIPs]),
  );
  const chosen = cluster.manifest.spec.nodeTypes.flatMap(({ name, ordinalIPs = {} }, index) =>
    Object.entries(ordinalIPs).flatMap(([ordinal, text]) => {
      if (old.get(name)?.[ordinal] === text) return [];
      const parsed = parseChosenAddresses(text, '+');
      if (!parsed.ok) return [];
      const podName = `${nodeTypeSetName(cluster.manifest.metadata.name, name)}-${ordinal}`;
      return [
        {
          field: `spec.nodeTypes[${index}].ordinalIPs[${ordinal}]`,
          podName,
          addresses: parsed.addresses,
        },
      ];
    }),
  );
  return { namespace, pool: undefined, chosen, problems: [] };
}
