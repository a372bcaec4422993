import { adminPort, clientPort, electionPort, metricsPort, quorumPort } from './rules.js';

/** Where clients begin: any member that serves. */
export const client = { name: 'zookeeper', port: clientPort };

/** What members listen at. */
export const memberPorts = [
  client,
  { name: 'quorum', port: quorumPort },
  { name: 'election', port: electionPort },
  { name: 'admin', port: adminPort },
  { name: 'metrics', port: metricsPort },
] as const;
