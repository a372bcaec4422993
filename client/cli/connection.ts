import { readFile } from 'node:fs/promises';
import { StatewrightError } from '../../api/errors/index.js';
import { loadKubeConfig } from '../../kubernetes/credentials.js';
import { connect, type Statewright } from '../statewright.js';
import type { TemporalSettings } from '../temporal.js';
import type { CliSettings } from './settings.js';

async function readSecret(setting: string, path: string | undefined): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StatewrightError('SettingInvalid', { name: setting, reason }, { cause: error });
  }
}

/** Certificates and keys come from files, so that they never stand on a command line or in an environment. */
async function temporalSettings({ temporal }: CliSettings): Promise<TemporalSettings> {
  const { address, namespace, taskQueue, tls, apiKeyFile } = temporal;
  const [ca, crt, key, apiKey] = await Promise.all([
    readSecret('TEMPORAL_TLS_CA', tls.ca),
    readSecret('TEMPORAL_TLS_CERT', tls.cert),
    readSecret('TEMPORAL_TLS_KEY', tls.key),
    readSecret('TEMPORAL_API_KEY_FILE', apiKeyFile),
  ]);
  const certificates = {
    ...(ca && { serverRootCACertificate: ca }),
    ...(crt && key && { clientCertPair: { crt, key } }),
  };
  return {
    address,
    namespace,
    ...(taskQueue !== undefined && { taskQueue }),
    ...(Object.keys(certificates).length > 0 && { tls: certificates }),
    ...(apiKey && { apiKey: apiKey.toString('utf8').trim() }),
  };
}

/** Milliseconds that a person at a terminal waits for one answer of Kubernetes. */
const kubernetesTimeoutMs = 15_000;

/** The SDK with the settings of the command line. Throws StatewrightError `SettingInvalid`. */
export async function openStatewright(settings: CliSettings): Promise<Statewright> {
  const { kubeconfig, context } = settings;
  return connect({
    kubernetes: {
      timeoutMs: kubernetesTimeoutMs,
      ...(kubeconfig !== undefined && { kubeconfig }),
      ...(context !== undefined && { context }),
    },
    temporal: await temporalSettings(settings),
  });
}

/** The namespace that kubectl would use. `default` where there is no configuration: then calls fail and say so. */
export function contextNamespace({ kubeconfig, context }: CliSettings): string {
  try {
    const config = loadKubeConfig({
      ...(kubeconfig !== undefined && { file: kubeconfig }),
      ...(context !== undefined && { context }),
    });
    return config.getContextObject(config.getCurrentContext())?.namespace ?? 'default';
  } catch (error) {
    if (error instanceof StatewrightError) return 'default';
    throw error;
  }
}
