import { createHash } from 'node:crypto';
import {
  renderDefaults,
  renderSection,
  type Section,
  type SectionOptions,
} from '../../../api/balancer/haproxy/index.js';

/** Where HAProxy's files are; all absolute. */
export interface Places {
  readonly config: string;
  readonly statsSocket: string;
  readonly peerSocket: string;
}

export const sectionOptions: SectionOptions = { defaults: 'vips', peers: 'restarts' };

/** Tells which frames a running HAProxy was started with; it shows it as its description. */
export function framesDigest(sections: readonly Section[]): string {
  const hash = createHash('sha256');
  for (const { frame } of sections) hash.update(`${frame.join('\n')}\n`);
  return hash.digest('hex').slice(0, 24);
}

/**
 * The whole configuration. Descriptors are what is short: each listener has one, each connection two and now and then a
 * pipe (splicing) of two more; so many connections are allowed as the process may have descriptors for.
 * Listeners are handed over at a reload (`expose-fd listeners`), tables of ClientIP affinity by the `peers` section.
 */
export function renderConfiguration(
  sections: readonly Section[],
  { statsSocket, peerSocket }: Places,
  descriptors: number,
): string {
  const maxconn = Math.max(100, Math.floor((descriptors - sections.length - 300) / 2.5));
  return `global
  description ${framesDigest(sections)}
  maxconn ${maxconn}
  maxpipes ${Math.floor(maxconn / 4)}
  stats socket ${statsSocket} mode 600 level admin expose-fd listeners
  stats timeout 1m
  localpeer this
peers restarts
  peer this unix@${peerSocket}
${renderDefaults(sectionOptions.defaults)}${sections.map(renderSection).join('')}`;
}

/** Which sections HAProxy complains of: it names the lines, of what it cannot parse and of what it cannot bind. */
export function sectionsAtFault(complaint: string, configuration: string): ReadonlySet<string> {
  const lines = configuration.split('\n');
  const names = [...complaint.matchAll(/^\[ALERT\].*\[\/[^\]]*:(\d+)\]/gm)].map(([, line]) => {
    const heading = lines.slice(0, Number(line)).findLast((text) => /^\S/.test(text)) ?? '';
    return /^(?:frontend|backend) (\S+)/.exec(heading)?.[1];
  });
  return new Set(names.filter((name) => name !== undefined));
}
