import { z } from 'zod';
import { StatewrightError } from '../../api/errors/index.js';

/** Options that every command takes, as commander hands them over. */
export const globalOptionsSchema = z.object({
  kubeconfig: z.string().optional(),
  context: z.string().optional(),
  namespace: z.string().optional(),
  temporalAddress: z.string().optional(),
  temporalNamespace: z.string().optional(),
  output: z.enum(['table', 'wide', 'json', 'yaml']),
  color: z.boolean(),
  debug: z.boolean(),
});

export type GlobalOptions = z.infer<typeof globalOptionsSchema>;
export type Output = GlobalOptions['output'];
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the servers are. */
export interface CliSettings {
  readonly kubeconfig?: string;
  readonly context?: string;
  /** Undefined: the namespace of the kubeconfig's context. */
  readonly namespace?: string;
  /** DNS domain of the cluster, and the address of the name server to ask. */
  readonly clusterDomain?: string;
  readonly dnsServer?: string;
  readonly temporal: {
    readonly address: string;
    readonly namespace: string;
    /** Base of the Temporal UI's pages, without a slash at the end. */
    readonly ui: string;
    readonly taskQueue?: string;
    /** Paths of PEM files, and of a file with the key; read when Temporal is first needed. */
    readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string };
    readonly apiKeyFile?: string;
  };
}

/** `host:port`, IPv6 hosts in brackets. */
const address = /^([^\s:/[\]]+|\[[0-9a-fA-F:]+\]):\d{1,5}$/;

function invalid(name: string, reason: string): StatewrightError {
  return new StatewrightError('SettingInvalid', { name, reason });
}

/** Port at which `temporal server start-dev` serves its UI by default. */
const uiPort = 8233;

function temporalUi(given: string | undefined, temporalAddress: string): string {
  if (given === undefined) return `http://${temporalAddress.replace(/:\d+$/, '')}:${uiPort}`;
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol)) {
    throw invalid('TEMPORAL_UI', `"${given}" is not the URL of a web page`);
  }
  return given.replace(/\/+$/, '');
}

/**
 * Options come before the environment, the environment before defaults; an empty variable counts as not set.
 * Throws StatewrightError `SettingInvalid`.
 */
export function cliSettings(options: GlobalOptions, environment: Environment): CliSettings {
  const env = (name: string): string | undefined =>
    environment[name] === '' ? undefined : environment[name];
  const optional = <K extends string>(name: K, value: string | undefined): Partial<Record<K, string>> =>
    // The key is the one given; TypeScript widens computed keys.
    value === undefined ? {} : ({ [name]: value } as Partial<Record<K, string>>);

  const temporalAddress = options.temporalAddress ?? env('TEMPORAL_ADDRESS') ?? '127.0.0.1:7233';
  if (!address.test(temporalAddress)) {
    const name = options.temporalAddress === undefined ? 'TEMPORAL_ADDRESS' : '--temporal-address';
    throw invalid(name, `"${temporalAddress}" is not of the form host:port`);
  }
  const tls = {
    ...optional('ca', env('TEMPORAL_TLS_CA')),
    ...optional('cert', env('TEMPORAL_TLS_CERT')),
    ...optional('key', env('TEMPORAL_TLS_KEY')),
  };
  if ((tls.cert === undefined) !== (tls.key === undefined)) {
    throw invalid('TEMPORAL_TLS_CERT', 'TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY go together');
  }
  return {
    ...optional('kubeconfig', options.kubeconfig),
    ...optional('context', options.context),
    ...optional('namespace', options.namespace),
    ...optional('clusterDomain', env('STATEWRIGHT_CLUSTER_DOMAIN')),
    ...optional('dnsServer', env('STATEWRIGHT_DNS_SERVER')),
    temporal: {
      address: temporalAddress,
      namespace: options.temporalNamespace ?? env('TEMPORAL_NAMESPACE') ?? 'default',
      ui: temporalUi(env('TEMPORAL_UI'), temporalAddress),
      tls,
      ...optional('taskQueue', env('STATEWRIGHT_TASK_QUEUE')),
      ...optional('apiKeyFile', env('TEMPORAL_API_KEY_FILE')),
    },
  };
}

/** The page of a workflow in the Temporal UI; it shows the latest run. */
export function workflowPage(settings: CliSettings, workflowId: string): string {
  const { ui, namespace } = settings.temporal;
  return `${ui}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
}
