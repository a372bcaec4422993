import type { Service } from '../../kubernetes/index.js';

/** One Service of a cluster. */
export interface ServiceDescription {
  readonly name: string;
  readonly type: string;
  /** `None` for a headless Service, which only gives names to members. */
  readonly clusterIP: string;
  /** `9200/TCP` */
  readonly ports: readonly string[];
}

export function describeService({ metadata, spec }: Service): ServiceDescription {
  return {
    name: metadata.name,
    type: spec.type ?? 'ClusterIP',
    clusterIP: spec.clusterIP ?? '',
    ports: (spec.ports ?? []).map(({ port, protocol }) => `${port}/${protocol ?? 'TCP'}`),
  };
}
