import type {
  V1Container,
  V1EnvVar,
  V1PodTemplateSpec,
  V1Probe,
  V1ServicePort,
  V1StatefulSetSpec,
  V1Volume,
  V1VolumeMount,
} from '@kubernetes/client-node';

/** The fields of a class of the Kubernetes client as plain data: we write objects, not instances. */
type Plain<T> = T extends Date
  ? string
  : T extends readonly (infer Element)[]
    ? readonly Plain<Element>[]
    : T extends object
      ? { readonly [Field in keyof T]: Plain<T[Field]> }
      : T;

export type Container = Plain<V1Container>;
export type PodTemplate = Plain<V1PodTemplateSpec>;
export type PodSpec = NonNullable<PodTemplate['spec']>;
export type EnvironmentVariable = Plain<V1EnvVar>;
export type Probe = Plain<V1Probe>;
export type ServicePort = Plain<V1ServicePort>;
export type StatefulSetSpec = Plain<V1StatefulSetSpec>;
export type Volume = Plain<V1Volume>;
export type VolumeMount = Plain<V1VolumeMount>;
