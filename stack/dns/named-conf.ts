/** What the embedded default and tests ask of BIND 9. Rendering only: nothing here touches the machine. */
export interface NamedSettings {
  /** Where its files, journals and state are; it must be able to write there. */
  readonly directory: string;
  readonly listen: readonly string[];
  readonly port: number;
  /** Where it shows its counters by HTTP, to anybody; nowhere if left out. */
  readonly statistics?: { readonly address: string; readonly port: number };
  readonly key: TsigSecret;
  /** With this one people may change anything in the dynamic zones, as they do with `nsupdate`. */
  readonly operatorKey?: TsigSecret | undefined;
  /** Zones that the platform keeps, by dynamic update with the key: the cluster's domain, and reverse zones. */
  readonly dynamicZones: readonly string[];
  /** Zones that people keep. */
  readonly staticZones: readonly StaticZone[];
  /** Its own name and addresses, for the NS records of its zones. */
  readonly server: { readonly name: string; readonly addresses: readonly string[] };
}

export interface TsigSecret {
  readonly name: string;
  readonly algorithm: 'hmac-sha256' | 'hmac-sha384' | 'hmac-sha512';
  /** Base64. */
  readonly secret: string;
}

export interface StaticZone {
  readonly name: string;
  /** Lines of a master file after SOA and NS. */
  readonly lines: readonly string[];
}

export interface RenderedFile {
  /** Absolute. */
  readonly path: string;
  readonly content: string;
  /** It holds the key. */
  readonly secret?: true;
  /** BIND itself goes on writing it: it must not be written over when it is there already. */
  readonly initial?: true;
}

/**
 * Authoritative for its zones and nothing else: nobody can recurse, nothing is forwarded, no key of the root is looked after.
 * A zone is updated and transferred with the key alone. Each update is in the journal, synced, before it is answered, so that
 * a kill loses nothing.
 */
export function namedFiles(settings: NamedSettings): readonly RenderedFile[] {
  const { directory, dynamicZones, staticZones } = settings;
  return [
    { path: namedConfPath(directory), content: namedConf(settings), secret: true },
    ...dynamicZones.map((zone): RenderedFile => ({
      path: zonePath(directory, zone),
      content: masterFile(settings, zone, []),
      initial: true,
    })),
    ...staticZones.map(({ name, lines }) => ({
      path: zonePath(directory, name),
      content: masterFile(settings, name, lines),
    })),
  ];
}

export function namedConfPath(directory: string): string {
  return `${directory}/named.conf`;
}

/** In the foreground, its log on standard error. */
export function namedArguments(directory: string): readonly string[] {
  return ['-g', '-c', namedConfPath(directory)];
}

function zonePath(directory: string, zone: string): string {
  return `${directory}/${zone}.zone`;
}

function namedConf(settings: NamedSettings): string {
  const { directory, listen, port, dynamicZones, staticZones } = settings;
  const v4 = listen.filter((address) => !address.includes(':'));
  const v6 = listen.filter((address) => address.includes(':'));
  const list = (addresses: readonly string[]): string =>
    addresses.length === 0 ? '{ none; }' : `{ ${addresses.map((address) => `${address}; `).join('')}}`;
  return `${keysOf(settings).map(keyClause).join('')}options {
  directory "${directory}";
  pid-file "${directory}/named.pid";
  session-keyfile none;
  lock-file none;
  listen-on port ${port} ${list(v4)};
  listen-on-v6 port ${port} ${list(v6)};
  recursion no;
  allow-query { any; };
  allow-transfer { none; };
  allow-update { none; };
  allow-recursion { none; };
  empty-zones-enable no;
  dnssec-validation no;
  notify no;
  minimal-responses yes;
  version none;
};
controls { };
${statisticsChannel(settings)}${dynamicZones.map((zone) => dynamicZone(settings, zone)).join('')}${staticZones
    .map(({ name }) => `zone "${name}" {\n  type primary;\n  file "${zonePath(directory, name)}";\n};\n`)
    .join('')}`;
}

function statisticsChannel({ statistics }: NamedSettings): string {
  if (statistics === undefined) return '';
  return `statistics-channels { inet ${statistics.address} port ${statistics.port} allow { any; }; };\n`;
}

function keysOf({ key, operatorKey }: NamedSettings): readonly TsigSecret[] {
  return operatorKey === undefined ? [key] : [key, operatorKey];
}

function keyClause({ name, algorithm, secret }: TsigSecret): string {
  return `key "${name}" {\n  algorithm ${algorithm};\n  secret "${secret}";\n};\n`;
}

function dynamicZone(settings: NamedSettings, zone: string): string {
  const { directory, key, operatorKey } = settings;
  const forPeople = operatorKey === undefined ? '' : ` grant "${operatorKey.name}" zonesub ANY;`;
  const readers = keysOf(settings).map(({ name }) => `key "${name}"; `);
  return `zone "${zone}" {
  type primary;
  file "${zonePath(directory, zone)}";
  journal "${zonePath(directory, zone)}.jnl";
  update-policy { grant "${key.name}" zonesub A AAAA CNAME SRV PTR TXT;${forPeople} };
  allow-transfer { ${readers.join('')}};
};
`;
}

function masterFile({ server }: NamedSettings, zone: string, lines: readonly string[]): string {
  // Its addresses belong to the zone that its name is in.
  const glue = server.name.endsWith(`.${zone}`)
    ? server.addresses.map((address) => `${server.name}. ${address.includes(':') ? 'AAAA' : 'A'} ${address}`)
    : [];
  return `${[
    '$TTL 60',
    `@ SOA ${server.name}. hostmaster.${zone}. 1 3600 600 604800 5`,
    `@ NS ${server.name}.`,
    ...glue,
    ...lines,
  ].join('\n')}\n`;
}

/**
 * What the parent has to say of a zone below it on the same server: the delegation, so that others can follow it.
 * `child`: within the parent.
 */
export function delegationLines(child: string, nameServer: string): readonly string[] {
  return [`${child}. NS ${nameServer}.`];
}

/** `16.172.in-addr.arpa` of 172.16.0.0/16: the name of a block that ends at a whole octet. RFC 1035 section 3.5. */
export function reverseZone4(octets: readonly number[]): string {
  return [...octets.toReversed(), 'in-addr.arpa'].join('.');
}

/** Of the first digits of an IPv6 address, in hexadecimal without colons. RFC 3596 section 2.5. */
export function reverseZone6(digits: string): string {
  return [...Array.from(digits.toLowerCase()).toReversed(), 'ip6.arpa'].join('.');
}
