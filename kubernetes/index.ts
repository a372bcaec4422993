export type {
  ApplyOptions,
  CallOptions,
  DeleteOptions,
  KubernetesClient,
  List,
  ListOptions,
  ObjectToWrite,
  WatchOptions,
  WriteOptions,
} from './client.js';
export { systemClock, type Clock } from './clock.js';
export { clusterOwner } from './cluster-owner.js';
export {
  connect,
  connectTo,
  type Connection,
  type ConnectionSettings,
  type HttpReply,
  type HttpRequest,
  type HttpStream,
} from './connection.js';
export { guardWrites, type Permit } from './guard.js';
export { createKubernetesClient, type ClientSettings } from './http-client.js';
export { RawJson } from './raw-json.js';
export {
  apiVersionOf,
  describeObject,
  metadataOf,
  type KubernetesObject,
  type ObjectRef,
  type Resource,
} from './resource.js';
export * from './resources/index.js';
export { isAlreadyExists, isExpired, refusedFields, ReplyStatus, type StatusCause } from './status.js';
export type { WatchEvent } from './watch.js';
