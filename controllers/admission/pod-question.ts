import { isDeepStrictEqual } from 'node:util';
import type { AdvancedStatefulSetSpec } from '../../api/advanced-stateful-set.js';
import { parseSetManifest } from '../../api/validation/set-manifest.js';
import type { AdmissionRequest } from './admission-review.js';

/** What Kubernetes is asked: whether it would take this template of pods. */
export interface PodQuestion {
  readonly namespace: string;
  /** core/v1 PodTemplateSpec. */
  readonly template: Readonly<Record<string, unknown>>;
  /** The field of the set that a field of the PodTemplate stands for, in paths as Kubernetes writes them. */
  readonly fieldOfSet: (field: string) => string;
}

/**
 * What is to be asked about the pods before a request is judged; undefined if there is nothing to ask. The API server
 * checks a custom resource by its schema alone, and what is wrong with pods beyond that it says only when they are made.
 *
 * | request                                         | asked                                   |
 * | ----------------------------------------------- | --------------------------------------- |
 * | a set is made                                   | about its pods                          |
 * | template or claims of a set are changed         | about its pods, and those before        |
 * | anything else, or a set that cannot be read     | nothing                                 |
 */
export function podQuestions(
  request: AdmissionRequest,
): { readonly now: PodQuestion; readonly before: PodQuestion | undefined } | undefined {
  const { kind, operation, subResource = '', namespace } = request;
  if (kind.kind !== 'AdvancedStatefulSet' || subResource !== '' || namespace === undefined) return undefined;
  if (operation !== 'CREATE' && operation !== 'UPDATE') return undefined;
  const after = parseSetManifest(request.object);
  if (!after.ok) return undefined;
  const now = podQuestion(namespace, after.manifest.spec);
  if (operation === 'CREATE') return { now, before: undefined };
  const earlier = parseSetManifest(request.oldObject);
  if (!earlier.ok) return { now, before: undefined };
  const before = podQuestion(namespace, earlier.manifest.spec);
  return isDeepStrictEqual(now.template, before.template) ? undefined : { now, before };
}

/**
 * The pods as a template that stands alone. Claims are put in as ephemeral volumes, which are claims of the same form;
 * they come first, and a volume of the template gives way to a claim of its name, as apps/v1 does it. Hostname and
 * subdomain are the set's to give.
 */
export function podQuestion(namespace: string, spec: AdvancedStatefulSetSpec): PodQuestion {
  const claims = spec.volumeClaimTemplates ?? [];
  const claimed = claims.map(({ metadata: { name }, spec: claim }) => ({
    name,
    ephemeral: { volumeClaimTemplate: { spec: claim } },
  }));
  const names = new Set(claims.map(({ metadata }) => metadata.name));
  const others = Array.from((spec.template.spec.volumes ?? []).entries()).filter(
    ([, { name }]) => !names.has(name),
  );
  const volumes = [...claimed, ...others.map(([, volume]) => volume)];
  const pod = { ...spec.template.spec, hostname: undefined, subdomain: undefined, volumes };
  return {
    namespace,
    template: { ...spec.template, spec: pod },
    fieldOfSet: (field) => {
      const [, position, rest = ''] = /^template\.spec\.volumes\[(\d+)\](.*)$/.exec(field) ?? [];
      if (position === undefined) return `spec.${field}`;
      const index = Number(position);
      if (index < claims.length) return `spec.volumeClaimTemplates[${index}]${fieldOfClaim(rest)}`;
      return `spec.template.spec.volumes[${others[index - claims.length]?.[0] ?? index}]${rest}`;
    },
  };
}

function fieldOfClaim(fieldOfVolume: string): string {
  if (fieldOfVolume === '.name') return '.metadata.name';
  return fieldOfVolume.replace(/^\.ephemeral\.volumeClaimTemplate/, '');
}
