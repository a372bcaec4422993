import { markLabel } from './names.js';
import type { DnsRecord, RecordData } from './record.js';

/**
 * The mark of ownership: a TXT record at each name that we made. Nothing may stand beside a CNAME (RFC 1034 section 3.6.2), so
 * an alias has its mark at `_statewright.<name>`. `owner` is the UID of the cluster's namespace kube-system, so that two
 * clusters, though they have the same domain, never mean the same.
 */
export function markOf(owner: string): Extract<RecordData, { readonly type: 'TXT' }> {
  return { type: 'TXT', texts: [`heritage=statewright,owner=${owner}`] };
}

export function isMark({ data }: Pick<DnsRecord, 'data'>, owner: string): boolean {
  return data.type === 'TXT' && data.texts.length === 1 && data.texts[0] === markOf(owner).texts[0];
}

export function markNameOfAlias(name: string): string {
  return `${markLabel}.${name}`;
}

/** The name that a mark at `at` is for. */
export function markedName(at: string): string {
  const prefix = `${markLabel}.`;
  return at.startsWith(prefix) ? at.slice(prefix.length) : at;
}
