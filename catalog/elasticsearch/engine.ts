import type { SearchEngine } from '../opensearch/engine.js';

/**
 * Elasticsearch 8, by its documentation (elastic.co/guide/en/elasticsearch/reference/8.17): "Important system configuration",
 * "Install with Docker", "Discovery and cluster formation settings".
 */
export const elasticsearchEngine: SearchEngine = {
  name: 'elasticsearch',
  title: 'Elasticsearch',
  image: (version) => `docker.elastic.co/elasticsearch/elasticsearch:${version}`,
  environmentPrefix: 'ES',
  javaPrefix: 'es',
  votingRole: 'master',
  firstVotersSetting: 'cluster.initial_master_nodes',
  leaderTimeoutParameter: 'master_timeout',
  settings: {
    // On by default since 8.0, and then refuses to form a cluster without certificates, and whoever asks without a password.
    'xpack.security.enabled': false,
    // Starts a process of its own beside the JVM, which the memory of the pod is not divided for.
    'xpack.ml.enabled': false,
    // Would fetch its databases from the internet.
    'ingest.geoip.downloader.enabled': false,
  },
};
