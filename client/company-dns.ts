import { Resolver } from 'node:dns/promises';
import { formatData, type RecordData } from '../api/dns/index.js';
import { StatewrightError } from '../api/errors/index.js';
import { canonicalAddress } from '../api/network/index.js';

/** Types that a Service can have. */
export type AskedType = 'A' | 'AAAA' | 'CNAME' | 'SRV' | 'PTR';

/** The data of the records of a name as DNS answers anybody, in the form of `formatData`; empty if it says that there are none. */
export type LookUp = (name: string, type: AskedType) => Promise<readonly string[]>;

const timeoutMs = 3_000;
const tries = 2;
/** It has other types, or is not there at all. */
const absent: readonly unknown[] = ['ENODATA', 'ENOTFOUND'];

/**
 * Plain questions, without a key, to that server (an address, perhaps with a port) or those of this machine. Throws
 * StatewrightError `SettingInvalid` for what is no address; a look-up throws `NameServerUnavailable` when nothing is known.
 */
export function lookUpBy(server: string | undefined): LookUp {
  const resolver = new Resolver({ timeout: timeoutMs, tries });
  if (server !== undefined) {
    try {
      resolver.setServers([server]);
    } catch {
      const reason = `"${server}" is no address such as 10.90.0.4 or [fd5a:90::4]:53`;
      throw new StatewrightError('SettingInvalid', { name: '--server', reason });
    }
  }
  return async (name, type) => {
    try {
      return (await ask(resolver, name, type)).map(formatData).toSorted();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (absent.includes(code)) return [];
      throw new StatewrightError('NameServerUnavailable', {
        server: server ?? resolver.getServers().join(', '),
        verb: 'tell of',
        name,
        reason: typeof code === 'string' ? code : String(error),
      });
    }
  };
}

async function ask(resolver: Resolver, name: string, type: AskedType): Promise<readonly RecordData[]> {
  switch (type) {
    case 'A':
      return (await resolver.resolve4(name)).map((address) => ({ type, address }));
    case 'AAAA':
      return (await resolver.resolve6(name)).map((text) => ({
        type,
        address: canonicalAddress(text) ?? text,
      }));
    case 'CNAME':
      return (await resolver.resolveCname(name)).map((target) => ({ type, target: target.toLowerCase() }));
    case 'PTR':
      return (await resolver.resolvePtr(name)).map((target) => ({ type, target: target.toLowerCase() }));
    case 'SRV':
      return (await resolver.resolveSrv(name)).map(({ priority, weight, port, name: target }) => ({
        type,
        priority,
        weight,
        port,
        target: target.toLowerCase(),
      }));
  }
}
