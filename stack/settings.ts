import { resolve } from 'node:path';
import { z } from 'zod';
import { StatewrightError } from '../api/errors/index.js';
import { readEnvironment, type Environment } from '../api/settings.js';
import { parseNetwork, subnetAt } from './network/ipv4.js';
import { networkProblem, type Networks } from './network/room.js';

const port = z.coerce.number().int().min(1).max(65_535);
const network = z.string().refine((text) => parseNetwork(text) !== undefined, 'write it as 10.90.0.0/16');
const folder = z.string().min(1);

const settingsSchema = z.object({
  STATEWRIGHT_HOME: folder.optional(),
  STATEWRIGHT_CACHE: folder.optional(),
  STATEWRIGHT_TEMPORAL_PORT: port.default(7233),
  STATEWRIGHT_TEMPORAL_UI_PORT: port.default(8233),
  STATEWRIGHT_API_PORT: port.default(6443),
  STATEWRIGHT_LAN: network.default('10.90.0.0/16'),
  STATEWRIGHT_LAN_IPV6: z
    .string()
    .regex(/^([0-9a-f]{1,4}:){1,4}:\/64$/, 'write a prefix of 64 bits such as fd5a:90::/64')
    .default('fd5a:90::/64'),
  STATEWRIGHT_POD_NETWORK: network.optional(),
  STATEWRIGHT_SERVICE_NETWORK: network.default('10.96.0.0/16'),
  STATEWRIGHT_SERVICE_NETWORK_IPV6: z
    .string()
    .regex(/^([0-9a-f]{1,4}:){1,6}:\/112$/, 'write a prefix of 112 bits such as fd5a:96::/112')
    .default('fd5a:96::/112'),
  STATEWRIGHT_CLUSTER_DOMAIN: z
    .string()
    .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'write a DNS domain')
    .default('k8s.corp.example'),
  STATEWRIGHT_MACHINES: z.coerce.number().int().min(1).max(9).default(2),
  STATEWRIGHT_SYSTEMS: z
    .string()
    .regex(/^([a-z][a-z-]*(,[a-z][a-z-]*)*)?$/, 'write names such as zookeeper,postgresql, or all')
    .default(''),
  STATEWRIGHT_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
});

/** What a person may choose about the embedded default; docs/stack.md lists the same. */
export interface Settings {
  /** Folder of everything that the stack writes, absolute. */
  readonly home: string;
  /** Folder of what is built or fetched once; several checkouts may share it. Absolute. */
  readonly cache: string;
  /** Ports of 127.0.0.1. */
  readonly ports: { readonly temporal: number; readonly temporalUi: number; readonly api: number };
  /** In the form a.b.c.d/n, with room for the machines; pods are a part of the LAN. */
  readonly networks: Networks;
  readonly clusterDomain: string;
  readonly machines: number;
  /** Data systems beside the usual ones whose images the machines are given. */
  readonly systems: readonly string[] | 'all';
  readonly logLevel: string;
}

/** Reads the environment. Throws StatewrightError `SettingInvalid` naming the first wrong variable. */
export function readSettings(environment: Environment, project: string): Settings {
  const values = readEnvironment(settingsSchema, environment);
  const networks = {
    lan: values.STATEWRIGHT_LAN,
    lanIpv6: values.STATEWRIGHT_LAN_IPV6,
    pods: values.STATEWRIGHT_POD_NETWORK ?? upperHalf(values.STATEWRIGHT_LAN),
    services: values.STATEWRIGHT_SERVICE_NETWORK,
    servicesIpv6: values.STATEWRIGHT_SERVICE_NETWORK_IPV6,
  };
  const problem = networkProblem(networks, values.STATEWRIGHT_MACHINES);
  if (problem !== undefined) {
    throw new StatewrightError('SettingInvalid', { name: problem.setting, reason: problem.reason });
  }
  const home = resolve(values.STATEWRIGHT_HOME ?? resolve(project, '.statewright'));
  return {
    home,
    cache: resolve(values.STATEWRIGHT_CACHE ?? resolve(home, 'cache')),
    ports: {
      temporal: values.STATEWRIGHT_TEMPORAL_PORT,
      temporalUi: values.STATEWRIGHT_TEMPORAL_UI_PORT,
      api: values.STATEWRIGHT_API_PORT,
    },
    networks,
    clusterDomain: values.STATEWRIGHT_CLUSTER_DOMAIN,
    machines: values.STATEWRIGHT_MACHINES,
    systems: namesOf(values.STATEWRIGHT_SYSTEMS),
    logLevel: values.STATEWRIGHT_LOG_LEVEL,
  };
}

function namesOf(systems: string): readonly string[] | 'all' {
  return systems === 'all' ? 'all' : systems.split(',').filter((name) => name !== '');
}

/** Of a network, where pods are unless told: far from the machines, which are at its beginning. */
function upperHalf(lan: string): string {
  const bits = Math.min(32, (parseNetwork(lan)?.bits ?? 32) + 1);
  return subnetAt(lan, bits, 1);
}
