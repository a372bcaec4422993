/**
 * What of a Service and its EndpointSlices decides its VIPs, in Kubernetes' own form: objects as the API server sends them
 * fit, and so does the little of them that a cache keeps.
 */
export interface ServiceToBalance {
  readonly metadata: {
    readonly namespace?: string | undefined;
    readonly name: string;
    readonly uid: string;
    readonly annotations?: Readonly<Record<string, string>> | undefined;
    readonly finalizers?: readonly string[] | undefined;
    readonly deletionTimestamp?: string | undefined;
  };
  readonly spec: {
    readonly type?: string | undefined;
    readonly clusterIP?: string | undefined;
    readonly clusterIPs?: readonly string[] | null | undefined;
    readonly ports?: readonly ServicePort[] | null | undefined;
    readonly publishNotReadyAddresses?: boolean | undefined;
    readonly loadBalancerClass?: string | null | undefined;
    readonly loadBalancerSourceRanges?: readonly string[] | null | undefined;
    readonly sessionAffinity?: string | undefined;
    readonly sessionAffinityConfig?:
      | { readonly clientIP?: { readonly timeoutSeconds?: number | null | undefined } | null | undefined }
      | null
      | undefined;
    readonly internalTrafficPolicy?: string | null | undefined;
    readonly externalTrafficPolicy?: string | undefined;
  };
}

export interface ServicePort {
  readonly name?: string | undefined;
  readonly protocol?: string | undefined;
  readonly port: number;
}

export interface SliceToBalance {
  /** IPv4, IPv6 or FQDN. */
  readonly addressType: string;
  readonly endpoints?: readonly EndpointToBalance[] | null | undefined;
  readonly ports?: readonly SlicePort[] | null | undefined;
}

export interface EndpointToBalance {
  readonly addresses: readonly string[];
  readonly conditions?: EndpointConditions | undefined;
}

/** Null and missing mean unknown, which counts as in the comment of k8s.io/api discovery/v1 EndpointConditions. */
export interface EndpointConditions {
  readonly ready?: boolean | null | undefined;
  readonly serving?: boolean | null | undefined;
  readonly terminating?: boolean | null | undefined;
}

export interface SlicePort {
  readonly name?: string | null | undefined;
  readonly protocol?: string | null | undefined;
  readonly port?: number | null | undefined;
}

/** On every EndpointSlice, mirrored ones too: the Service it belongs to (k8s.io/api discovery/v1 LabelServiceName). */
export const serviceNameLabel = 'kubernetes.io/service-name';
