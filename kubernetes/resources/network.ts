import { z } from 'zod';
import { objectMetaSchema } from '../../api/object-meta.js';
import type { Resource } from '../resource.js';

export const serviceSchema = z.looseObject({
  metadata: objectMetaSchema,
  spec: z.looseObject({
    /** `None` for a headless Service. */
    clusterIP: z.string().optional(),
    clusterIPs: z.array(z.string()).nullish(),
    /** ClusterIP, NodePort, LoadBalancer or ExternalName. */
    type: z.string().optional(),
    selector: z.record(z.string(), z.string()).nullish(),
    ports: z
      .array(
        z.looseObject({
          name: z.string().optional(),
          protocol: z.string().optional(),
          port: z.int(),
          targetPort: z.union([z.int(), z.string()]).optional(),
        }),
      )
      .nullish(),
    publishNotReadyAddresses: z.boolean().optional(),
  }),
});

export const endpointSliceSchema = z.looseObject({
  metadata: objectMetaSchema,
  /** IPv4, IPv6 or FQDN. */
  addressType: z.string(),
  endpoints: z
    .array(
      z.looseObject({
        addresses: z.array(z.string()),
        conditions: z
          .looseObject({
            ready: z.boolean().nullish(),
            serving: z.boolean().nullish(),
            terminating: z.boolean().nullish(),
          })
          .optional(),
        hostname: z.string().nullish(),
        nodeName: z.string().nullish(),
        targetRef: z
          .looseObject({
            kind: z.string().optional(),
            namespace: z.string().optional(),
            name: z.string().optional(),
            uid: z.string().optional(),
          })
          .nullish(),
      }),
    )
    .nullish(),
  ports: z
    .array(
      z.looseObject({
        name: z.string().nullish(),
        protocol: z.string().nullish(),
        port: z.int().nullish(),
      }),
    )
    .nullish(),
});

export type Service = z.infer<typeof serviceSchema>;
export type EndpointSlice = z.infer<typeof endpointSliceSchema>;

export const services: Resource<Service> = {
  group: '',
  version: 'v1',
  plural: 'services',
  kind: 'Service',
  namespaced: true,
  schema: serviceSchema,
};

export const endpointSlices: Resource<EndpointSlice> = {
  group: 'discovery.k8s.io',
  version: 'v1',
  plural: 'endpointslices',
  kind: 'EndpointSlice',
  namespaced: true,
  schema: endpointSliceSchema,
};
