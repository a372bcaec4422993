/**
 * What sets apart the two systems of this folder's code: OpenSearch, and Elasticsearch, of which it was made. Their interfaces,
 * their ways of electing and of placing shards, and most of their settings are the same.
 */
export interface SearchEngine {
  /** Of the component, the container and the settings file, and part of all paths. */
  readonly name: 'opensearch' | 'elasticsearch';
  /** Name for people. */
  readonly title: string;
  /** Its image in this version; undefined if it is one that the platform makes. */
  readonly image: ((version: string) => string) | undefined;
  /** What the names of its environment variables begin with, and those of its own Java options. */
  readonly environmentPrefix: string;
  readonly javaPrefix: string;
  /** Role of members that elect, setting that names those of the first election, and parameter that limits the wait for a leader. */
  readonly votingRole: string;
  readonly firstVotersSetting: string;
  readonly leaderTimeoutParameter: string;
  /** Settings beside those of both. */
  readonly settings: Readonly<Record<string, boolean>>;
}

export const opensearchEngine: SearchEngine = {
  name: 'opensearch',
  title: 'OpenSearch',
  image: undefined,
  environmentPrefix: 'OPENSEARCH',
  javaPrefix: 'opensearch',
  votingRole: 'cluster_manager',
  firstVotersSetting: 'cluster.initial_cluster_manager_nodes',
  leaderTimeoutParameter: 'cluster_manager_timeout',
  settings: {},
};
