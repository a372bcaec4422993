import { configResource, error, exchange, listener } from './exchange.js';
import {
  array,
  boolean,
  int16,
  int32,
  int64,
  int8,
  nullableArray,
  nullableString,
  string,
  struct,
  uuid,
} from './fields.js';

// The fields of each message as Kafka publishes them (clients/src/main/resources/common/message in its sources, and in
// kafka-clients.jar, against which messages.test.ts holds them), in the order of the wire.

const raftReplica = struct({
  replicaId: int32,
  replicaDirectoryId: uuid,
  logEndOffset: int64,
  lastFetchTimestamp: int64,
  lastCaughtUpTimestamp: int64,
});

export const metadata = exchange(
  'Metadata',
  3,
  12,
  struct({
    topics: nullableArray(struct({ topicId: uuid, name: nullableString })),
    allowAutoTopicCreation: boolean,
    includeTopicAuthorizedOperations: boolean,
  }),
  struct({
    throttleTimeMs: int32,
    brokers: array(struct({ nodeId: int32, host: string, port: int32, rack: nullableString })),
    clusterId: nullableString,
    controllerId: int32,
    topics: array(
      struct({
        errorCode: int16,
        name: nullableString,
        topicId: uuid,
        isInternal: boolean,
        partitions: array(
          struct({
            errorCode: int16,
            partitionIndex: int32,
            leaderId: int32,
            leaderEpoch: int32,
            replicaNodes: array(int32),
            isrNodes: array(int32),
            offlineReplicas: array(int32),
          }),
        ),
        topicAuthorizedOperations: int32,
      }),
    ),
  }),
);

export const describeCluster = exchange(
  'DescribeCluster',
  60,
  2,
  struct({ includeClusterAuthorizedOperations: boolean, endpointType: int8, includeFencedBrokers: boolean }),
  struct({
    throttleTimeMs: int32,
    ...error,
    endpointType: int8,
    clusterId: string,
    controllerId: int32,
    brokers: array(
      struct({ brokerId: int32, host: string, port: int32, rack: nullableString, isFenced: boolean }),
    ),
    clusterAuthorizedOperations: int32,
  }),
);

export const describeQuorum = exchange(
  'DescribeQuorum',
  55,
  2,
  struct({
    topics: array(struct({ topicName: string, partitions: array(struct({ partitionIndex: int32 })) })),
  }),
  struct({
    ...error,
    topics: array(
      struct({
        topicName: string,
        partitions: array(
          struct({
            partitionIndex: int32,
            ...error,
            leaderId: int32,
            leaderEpoch: int32,
            highWatermark: int64,
            currentVoters: array(raftReplica),
            observers: array(raftReplica),
          }),
        ),
      }),
    ),
    nodes: array(struct({ nodeId: int32, listeners: array(listener) })),
  }),
);

export const describeConfigs = exchange(
  'DescribeConfigs',
  32,
  4,
  struct({
    resources: array(struct({ ...configResource, configurationKeys: nullableArray(string) })),
    includeSynonyms: boolean,
    includeDocumentation: boolean,
  }),
  struct({
    throttleTimeMs: int32,
    results: array(
      struct({
        ...error,
        ...configResource,
        configs: array(
          struct({
            name: string,
            value: nullableString,
            readOnly: boolean,
            configSource: int8,
            isSensitive: boolean,
            synonyms: array(struct({ name: string, value: nullableString, source: int8 })),
            configType: int8,
            documentation: nullableString,
          }),
        ),
      }),
    ),
  }),
);

export const describeLogDirs = exchange(
  'DescribeLogDirs',
  35,
  4,
  struct({ topics: nullableArray(struct({ topic: string, partitions: array(int32) })) }),
  struct({
    throttleTimeMs: int32,
    errorCode: int16,
    results: array(
      struct({
        errorCode: int16,
        logDir: string,
        topics: array(
          struct({
            name: string,
            partitions: array(
              struct({ partitionIndex: int32, partitionSize: int64, offsetLag: int64, isFutureKey: boolean }),
            ),
          }),
        ),
        totalBytes: int64,
        usableBytes: int64,
      }),
    ),
  }),
);

export const listPartitionReassignments = exchange(
  'ListPartitionReassignments',
  46,
  0,
  struct({
    timeoutMs: int32,
    topics: nullableArray(struct({ name: string, partitionIndexes: array(int32) })),
  }),
  struct({
    throttleTimeMs: int32,
    ...error,
    topics: array(
      struct({
        name: string,
        partitions: array(
          struct({
            partitionIndex: int32,
            replicas: array(int32),
            addingReplicas: array(int32),
            removingReplicas: array(int32),
          }),
        ),
      }),
    ),
  }),
);
