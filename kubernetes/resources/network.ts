import { z } from 'zod';
import { conditionSchema, objectMetaSchema } from '../../api/object-meta.js';
import type { Resource } from '../resource.js';

export const serviceSchema = z.looseObject({
  metadata: objectMetaSchema,
  spec: z.looseObject({
    /** `None` for a headless Service. */
    clusterIP: z.string().optional(),
    clusterIPs: z.array(z.string()).nullish(),
    /** ClusterIP, NodePort, LoadBalancer or ExternalName. */
    type: z.string().optional(),
    externalName: z.string().optional(),
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
    /** Who is to serve a Service of type LoadBalancer; the cluster's own by default. */
    loadBalancerClass: z.string().nullish(),
    loadBalancerSourceRanges: z.array(z.string()).nullish(),
    /** None or ClientIP. */
    sessionAffinity: z.string().optional(),
    sessionAffinityConfig: z
      .looseObject({ clientIP: z.looseObject({ timeoutSeconds: z.int().nullish() }).nullish() })
      .nullish(),
    /** Cluster or Local, both. */
    externalTrafficPolicy: z.string().optional(),
    internalTrafficPolicy: z.string().nullish(),
  }),
  status: z
    .looseObject({
      conditions: z.array(conditionSchema).nullish(),
      loadBalancer: z
        .looseObject({
          ingress: z
            .array(z.looseObject({ ip: z.string().optional(), ipMode: z.string().nullish() }))
            .nullish(),
        })
        .optional(),
    })
    .optional(),
});

/** Whose an address of the Service ranges is; its name is the address (networking.k8s.io/v1, Kubernetes 1.33). */
export const ipAddressSchema = z.looseObject({
  metadata: objectMetaSchema,
  spec: z.looseObject({
    parentRef: z
      .looseObject({
        group: z.string().optional(),
        resource: z.string().optional(),
        namespace: z.string().optional(),
        name: z.string().optional(),
      })
      .nullish(),
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
export type IPAddress = z.infer<typeof ipAddressSchema>;

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

export const ipAddresses: Resource<IPAddress> = {
  group: 'networking.k8s.io',
  version: 'v1',
  plural: 'ipaddresses',
  kind: 'IPAddress',
  namespaced: false,
  schema: ipAddressSchema,
};
