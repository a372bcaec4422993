import { configResource, error, exchange, listener } from './exchange.js';
import {
  array,
  boolean,
  int16,
  int32,
  int8,
  nullableArray,
  nullableString,
  string,
  struct,
  uuid,
} from './fields.js';

// As in questions.ts: the fields as Kafka publishes them, in the order of the wire.

export const alterPartitionReassignments = exchange(
  'AlterPartitionReassignments',
  45,
  0,
  struct({
    timeoutMs: int32,
    topics: array(
      struct({
        name: string,
        /** `replicas` null cancels what is going on. */
        partitions: array(struct({ partitionIndex: int32, replicas: nullableArray(int32) })),
      }),
    ),
  }),
  struct({
    throttleTimeMs: int32,
    ...error,
    responses: array(
      struct({ name: string, partitions: array(struct({ partitionIndex: int32, ...error })) }),
    ),
  }),
);

export const incrementalAlterConfigs = exchange(
  'IncrementalAlterConfigs',
  44,
  1,
  struct({
    resources: array(
      struct({
        ...configResource,
        configs: array(struct({ name: string, configOperation: int8, value: nullableString })),
      }),
    ),
    validateOnly: boolean,
  }),
  struct({ throttleTimeMs: int32, responses: array(struct({ ...error, ...configResource })) }),
);

export const unregisterBroker = exchange(
  'UnregisterBroker',
  64,
  0,
  struct({ brokerId: int32 }),
  struct({ throttleTimeMs: int32, ...error }),
);

export const electLeaders = exchange(
  'ElectLeaders',
  43,
  2,
  struct({
    electionType: int8,
    topicPartitions: nullableArray(struct({ topic: string, partitions: array(int32) })),
    timeoutMs: int32,
  }),
  struct({
    throttleTimeMs: int32,
    errorCode: int16,
    replicaElectionResults: array(
      struct({ topic: string, partitionResult: array(struct({ partitionId: int32, ...error })) }),
    ),
  }),
);

export const addRaftVoter = exchange(
  'AddRaftVoter',
  80,
  0,
  struct({
    clusterId: nullableString,
    timeoutMs: int32,
    voterId: int32,
    voterDirectoryId: uuid,
    listeners: array(listener),
  }),
  struct({ throttleTimeMs: int32, ...error }),
);

export const removeRaftVoter = exchange(
  'RemoveRaftVoter',
  81,
  0,
  struct({ clusterId: nullableString, voterId: int32, voterDirectoryId: uuid }),
  struct({ throttleTimeMs: int32, ...error }),
);
