import { z } from 'zod';
import { StatewrightError } from '../api/errors/index.js';
import { readEnvironment, serverAddress, type Environment } from '../api/settings.js';
import { setKindNames } from '../controllers/advanced-stateful-set/set-kind.js';
import { orchestratorTaskQueue } from '../workflows/cluster/contract.js';

const file = z.string().min(1);

const absolute = z.string().startsWith('/', 'write a whole path');

/** A command and its arguments, with blanks in between. */
const words = z
  .string()
  .transform((text) => text.split(' ').filter((word) => word !== ''))
  .pipe(z.array(z.string()).min(1));

/** Names with commas in between. */
const names = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .transform((list) => list.filter((name) => name !== ''));

/** What every role reads from its environment. docs/operations.md lists the same. */
const settingsSchema = z.object({
  TEMPORAL_ADDRESS: serverAddress.default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_TLS_CERT: file.optional(),
  TEMPORAL_TLS_KEY: file.optional(),
  TEMPORAL_TLS_CA: file.optional(),
  TEMPORAL_API_KEY_FILE: file.optional(),
  STATEWRIGHT_TASK_QUEUE: z.string().min(1).max(200).default(orchestratorTaskQueue),
  STATEWRIGHT_WATCH_NAMESPACES: names.default([]),
  STATEWRIGHT_SET_KINDS: names
    .pipe(z.array(z.enum(setKindNames, `name ${setKindNames.join(' or ')}, or both with a comma`)).min(1))
    .transform((kinds) => [...new Set(kinds)])
    .default(['statewright.io']),
  STATEWRIGHT_BALANCER: z.enum(['none', 'tvs', 'haproxy']).default('none'),
  STATEWRIGHT_VIP_SERVICES: z.enum(['all', 'annotated']).default('all'),
  STATEWRIGHT_VIP_FINALIZER: z.enum(['true', 'false']).default('false'),
  STATEWRIGHT_VIP_GRACE_SECONDS: z.coerce.number().min(1).max(3_600).default(5),
  STATEWRIGHT_VIP_RESYNC_SECONDS: z.coerce.number().min(10).max(86_400).default(300),
  STATEWRIGHT_TVS_URL: z.url().optional(),
  STATEWRIGHT_TVS_TOKEN_FILE: file.optional(),
  STATEWRIGHT_TVS_CA_FILE: file.optional(),
  STATEWRIGHT_HAPROXY_DIRECTORY: absolute.optional(),
  STATEWRIGHT_HAPROXY_CONFIG: absolute.default('/etc/haproxy/haproxy.cfg'),
  STATEWRIGHT_HAPROXY_RELOAD: words.default(['systemctl', 'reload', 'haproxy']),
  STATEWRIGHT_HAPROXY_SSH: z
    .string()
    .regex(/^[^\s-]\S*$/, 'write user@host')
    .optional(),
  STATEWRIGHT_HAPROXY_SSH_KEY_FILE: file.optional(),
  STATEWRIGHT_HAPROXY_SSH_KNOWN_HOSTS_FILE: file.optional(),
  STATEWRIGHT_LEASE_NAMESPACE: z.string().min(1).default('kube-system'),
  STATEWRIGHT_METRICS_ADDRESS: serverAddress.default('127.0.0.1:9090'),
  STATEWRIGHT_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
  STATEWRIGHT_BUILD_ID: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,63}$/, 'use letters, digits, ".", "_" and "-"')
    .optional(),
  STATEWRIGHT_PROMOTE_ON_START: z.enum(['true', 'false']).default('false'),
  STATEWRIGHT_KUBERNETES_QPS: z.coerce.number().positive().optional(),
  STATEWRIGHT_KUBERNETES_BURST: z.coerce.number().int().positive().optional(),
  STATEWRIGHT_DNS_CONFIG: file.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
});

export type Settings = z.infer<typeof settingsSchema>;

/** Reads the environment. Throws StatewrightError `SettingInvalid` naming the first wrong variable. */
export function readSettings(environment: Environment): Settings {
  return readEnvironment(settingsSchema, environment);
}

/** A setting that the chosen balancer cannot do without. Throws StatewrightError `SettingInvalid` where it is not set. */
export function neededByBalancer(
  settings: Settings,
  name: 'STATEWRIGHT_TVS_URL' | 'STATEWRIGHT_TVS_TOKEN_FILE' | 'STATEWRIGHT_HAPROXY_DIRECTORY',
): string {
  const value = settings[name];
  if (value !== undefined) return value;
  const reason = `STATEWRIGHT_BALANCER=${settings.STATEWRIGHT_BALANCER} needs it`;
  throw new StatewrightError('SettingInvalid', { name, reason });
}
