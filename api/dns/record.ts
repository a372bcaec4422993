/**
 * Records as this product speaks of them. Names are absolute, in lower case (RFC 4343: case tells nothing apart) and without
 * the last dot; the root is ''. Bytes of a label that are no printable ASCII, dots and backslashes are escaped as in master
 * files (RFC 1035 section 5.1). Free of zod, so that workflows may use it.
 */
export interface DnsRecord {
  readonly name: string;
  /** Seconds. */
  readonly ttl: number;
  readonly data: RecordData;
}

export type RecordData =
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  | { readonly type: 'CNAME' | 'PTR' | 'NS'; readonly target: string }
  | {
      readonly type: 'SRV';
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    }
  /** One character for each byte. */
  | { readonly type: 'TXT'; readonly texts: readonly string[] }
  | {
      readonly type: 'SOA';
      readonly primary: string;
      readonly mailbox: string;
      readonly serial: number;
      readonly refresh: number;
      readonly retry: number;
      readonly expire: number;
      readonly minimum: number;
    }
  /** Anything else, unread: the number of its type and its bytes in hexadecimal. */
  | { readonly type: 'OTHER'; readonly code: number; readonly hex: string };

/** The types that we make for Services; anything else at a name is somebody else's. */
export type ManagedType = 'A' | 'AAAA' | 'CNAME' | 'SRV' | 'PTR';

export const managedTypes: readonly ManagedType[] = ['A', 'AAAA', 'CNAME', 'SRV', 'PTR'];

export function isManaged(data: RecordData): data is Extract<RecordData, { readonly type: ManagedType }> {
  return managedTypes.some((type) => type === data.type);
}

/** The data in a line, the same for data of the same meaning. */
export function formatData(data: RecordData): string {
  switch (data.type) {
    case 'A':
    case 'AAAA':
      return `${data.type} ${data.address}`;
    case 'CNAME':
    case 'PTR':
    case 'NS':
      return `${data.type} ${data.target}`;
    case 'SRV':
      return `SRV ${data.priority} ${data.weight} ${data.port} ${data.target}`;
    case 'TXT':
      return `TXT ${data.texts.map((text) => JSON.stringify(text)).join(' ')}`;
    case 'SOA':
      return `SOA ${data.primary} ${data.mailbox} ${data.serial} ${data.refresh} ${data.retry} ${data.expire} ${data.minimum}`;
    case 'OTHER':
      return `TYPE${data.code} ${data.hex}`;
  }
}

/** Without its time to live: what tells one record of a zone from another. */
export function formatRecord({ name, data }: DnsRecord): string {
  return `${name} ${formatData(data)}`;
}
