import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { delegationLines, namedArguments, namedFiles, type NamedSettings } from '../dns/named-conf.js';
import { companyDomain } from '../network/company-domain.js';
import { reverseZones } from '../network/reverse-zones.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { configFile, configPath } from '../steps/config-file.js';
import { network } from '../steps/network.js';
import { secrets, sharedSecrets } from '../steps/secrets.js';
import type { Step } from '../steps/step.js';

const key = { name: 'statewright', algorithm: 'hmac-sha256' } as const;
const statisticsPort = 8053;

/** The zones that the platform keeps: names, and addresses the other way round. */
function keptZones({ settings }: Stack): readonly string[] {
  return [settings.clusterDomain, ...reverseZones(settings.networks)];
}

function folder({ paths }: Stack): string {
  return join(paths.state, 'dns');
}

const files: Step = {
  name: 'named-files',
  needs: [secrets],
  async run({ stack }) {
    const { nameServer } = stack.network;
    const { clusterDomain } = stack.settings;
    const company = companyDomain(clusterDomain);
    const server = `ns.${company ?? clusterDomain}`;
    const settings: NamedSettings = {
      directory: folder(stack),
      listen: [nameServer.address, nameServer.ipv6],
      port: 53,
      statistics: { address: nameServer.address, port: statisticsPort },
      key: { ...key, secret: await readFile(join(stack.paths.secrets, sharedSecrets.nameServer), 'utf8') },
      dynamicZones: keptZones(stack),
      staticZones:
        company === undefined
          ? []
          : [
              {
                name: company,
                lines: [
                  ...delegationLines(clusterDomain.slice(0, -company.length - 1), server),
                  `outside A ${stack.network.outside.address}`,
                  `outside AAAA ${stack.network.outside.ipv6}`,
                ],
              },
            ],
      server: { name: server, addresses: [nameServer.address, nameServer.ipv6] },
    };
    await mkdir(folder(stack), { recursive: true, mode: 0o700 });
    for (const { path, content, secret, initial } of namedFiles(settings)) {
      if (initial === true && existsSync(path)) continue;
      await writeFile(path, content, { mode: secret === true ? 0o600 : 0o644 });
    }
  },
};

const configName = 'dns.yaml';

/** What the platform is told of the company's DNS. */
export const namesConfig: Step = configFile(configName, (stack) => ({
  clusterDomain: stack.settings.clusterDomain,
  servers: [
    {
      name: 'company',
      host: stack.network.nameServer.address,
      tsig: { ...key, secretFile: join(stack.paths.secrets, sharedSecrets.nameServer) },
    },
  ],
  zones: keptZones(stack).map((name) => ({ name, server: 'company' })),
}));

export function namesConfigPath(stack: Stack): string {
  return configPath(stack, configName);
}

/** The company's DNS: BIND 9 on a host of its own. */
export function nameServer(stack: Stack): Part {
  const { address } = stack.network.nameServer;
  return {
    name: 'named',
    summary: `the company's DNS, ${companyDomain(stack.settings.clusterDomain) ?? stack.settings.clusterDomain}`,
    kind: 'server',
    needs: [],
    steps: [network, files],
    place: { kind: 'nameServer' },
    command: ['named', ...namedArguments(folder(stack))],
    ready: { kind: 'http', url: `http://${address}:${statisticsPort}/` },
    address: `${address}:53`,
  };
}
