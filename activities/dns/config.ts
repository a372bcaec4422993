import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { StatewrightError } from '../../api/errors/index.js';
import { createNameServer, type NameServer } from './name-server.js';
import { tsigAlgorithms } from './wire/tsig.js';

/** As names are compared: in lower case, without the last dot. */
const name = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?$/, 'write a name such as k8s.corp.example')
  .max(200)
  .transform((text) => text.replace(/\.$/, '').toLowerCase());

const serverSchema = z.strictObject({
  name: z.string().min(1),
  /** Host, or address without brackets. */
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).default(53),
  tsig: z.strictObject({
    name,
    algorithm: z.enum(tsigAlgorithms),
    /** Holds the secret in base64, and nothing else. */
    secretFile: z.string().min(1),
  }),
});

const configSchema = z
  .strictObject({
    /** The cluster's domain. */
    clusterDomain: name,
    /** As CoreDNS' `endpoint_pod_names`. */
    endpointPodNames: z.boolean().default(false),
    servers: z.array(serverSchema).min(1),
    zones: z
      .array(z.strictObject({ name, server: z.string(), ttl: z.int().min(1).max(86_400).default(30) }))
      .min(1),
  })
  .superRefine(({ servers, zones }, context) => {
    const known = new Set(servers.map((server) => server.name));
    for (const [index, zone] of zones.entries()) {
      if (known.has(zone.server)) continue;
      context.addIssue({
        code: 'custom',
        path: ['zones', index, 'server'],
        message: `there is no server "${zone.server}"`,
      });
    }
    if (new Set(zones.map((zone) => zone.name)).size < zones.length) {
      context.addIssue({ code: 'custom', path: ['zones'], message: 'a zone is there twice' });
    }
  });

export type DnsConfig = z.infer<typeof configSchema>;

/** A zone that is kept, and its server. */
export interface KeptZone {
  readonly name: string;
  /** Seconds. */
  readonly ttl: number;
  readonly server: NameServer;
}

export interface NamingSettings {
  readonly domain: string;
  readonly endpointPodNames: boolean;
  readonly zones: readonly KeptZone[];
  /** Whose Services' names are kept; all if empty. Names of others are let be. */
  readonly namespaces: readonly string[];
}

const setting = 'STATEWRIGHT_DNS_CONFIG';

/** Reads the file that the setting names, and the secrets that it names. @throws StatewrightError SettingInvalid */
export async function readNamingSettings(
  file: string,
  namespaces: readonly string[],
): Promise<NamingSettings> {
  const config = parseDnsConfig(await read(file));
  const servers = new Map<string, NameServer>();
  for (const server of config.servers) {
    const { secretFile, ...tsig } = server.tsig;
    const secret = Buffer.from((await read(secretFile)).trim(), 'base64');
    if (secret.length < 16) throw invalid(`${secretFile} does not hold 16 bytes or more in base64`);
    const { name: serverName, host, port } = server;
    servers.set(serverName, createNameServer({ name: serverName, host, port, key: { ...tsig, secret } }));
  }
  return {
    domain: config.clusterDomain,
    endpointPodNames: config.endpointPodNames,
    zones: config.zones.flatMap(({ name: zone, ttl, server: serverName }) => {
      const server = servers.get(serverName);
      return server === undefined ? [] : [{ name: zone, ttl, server }];
    }),
    namespaces,
  };
}

export function parseDnsConfig(text: string): DnsConfig {
  const parsed = configSchema.safeParse(parseYaml(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? parsed.error.message}`);
}

function parseYaml(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function invalid(reason: string): StatewrightError {
  return new StatewrightError('SettingInvalid', { name: setting, reason });
}
