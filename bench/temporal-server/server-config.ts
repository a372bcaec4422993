/** Databases of the server, and the schemas that its sql tool has for them. */
export const stores = [
  { name: 'default', database: 'temporal', schema: 'postgresql/v12/temporal', connections: 20 },
  {
    name: 'visibility',
    database: 'temporal_visibility',
    schema: 'postgresql/v12/visibility',
    connections: 2,
  },
] as const;

/**
 * The configuration of `config/development-postgres12.yaml` in the server's module, four history shards included, on
 * other ports.
 * @param ports nine free ones
 */
export function serverConfig(
  ports: readonly number[],
  postgresPort: number,
  dynamicConfigFile: string,
): { readonly address: string; readonly config: object } {
  const [frontend = 0, http, ...others] = ports;
  const address = `127.0.0.1:${frontend}`;
  const service = (grpcPort: number | undefined, membershipPort: number | undefined): object => ({
    grpcPort,
    membershipPort,
    bindOnLocalHost: true,
  });
  const datastores = stores.map(({ name, database, connections }) => [
    name,
    {
      sql: {
        pluginName: 'postgres12',
        databaseName: database,
        connectAddr: `127.0.0.1:${postgresPort}`,
        connectProtocol: 'tcp',
        user: 'temporal',
        maxConns: connections,
        maxIdleConns: connections,
        maxConnLifetime: '1h',
      },
    },
  ]);
  const config = {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: 4,
      datastores: Object.fromEntries(datastores) as object,
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: {
      frontend: { rpc: { ...service(frontend, others[0]), httpPort: http } },
      history: { rpc: service(others[1], others[2]) },
      matching: { rpc: service(others[3], others[4]) },
      worker: { rpc: service(others[5], others[6]) },
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: address },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: dynamicConfigFile, pollInterval: '60s' },
  };
  return { address, config };
}
