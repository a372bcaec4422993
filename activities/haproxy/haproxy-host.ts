import { renderDefaults, renderSection, sectionsOf } from '../../api/balancer/haproxy/index.js';
import { StatewrightError } from '../../api/errors/index.js';
import type { RunScript } from './host.js';
import { balancerName, noRecords, parseRecords, type Records } from './recorded.js';
import { commitScript, ended, readScript } from './scripts.js';

export interface HaproxyHostOptions {
  readonly run: RunScript;
  /** Where our files are: `statewright.cfg` for HAProxy, `statewright.json` with owners and versions. Absolute. */
  readonly directory: string;
  /** The user's own configuration file, which HAProxy is started with before ours. It is never written. */
  readonly baseFile: string;
  /** The command, run on that machine, that reloads HAProxy: `systemctl reload haproxy`. */
  readonly reload: readonly string[];
}

/** Records, and how they were when they were read. */
export interface ReadRecords {
  readonly records: Records;
  readonly digest: string;
}

export type Committed = 'committed' | 'changed' | { readonly refusedBecause: string };

/** The files of a HAProxy that has no API, changed all at once or not at all. */
export class HaproxyHost {
  constructor(private readonly options: HaproxyHostOptions) {}

  /** @throws BalancerUnavailable: nothing is known. */
  async read(): Promise<ReadRecords> {
    const { directory, baseFile, reload } = this.options;
    const { code, stdout, stderr } = await this.#run(readScript, [directory, baseFile, ...reload], '');
    if (code !== 0) throw unavailable('read', stderr, code);
    const [digest = '', ...rest] = stdout.split('\n');
    const text = rest.join('\n').trim();
    try {
      return { digest, records: text === '' ? noRecords : parseRecords(text) };
    } catch (error) {
      throw unavailable('read', `statewright.json is not understood: ${String(error)}`, code);
    }
  }

  /** Puts the records into force if they are still those of `digest`. @throws BalancerUnavailable */
  async commit(records: Records, digest: string): Promise<Committed> {
    const { directory, baseFile, reload } = this.options;
    const input = `${JSON.stringify(records)}\n${renderFile(records)}`;
    const args = [directory, baseFile, digest, ...reload];
    const { code, stderr } = await this.#run(commitScript, args, input);
    if (code === 0) return 'committed';
    if (code === ended.changed) return 'changed';
    if (code === ended.refused) return { refusedBecause: stderr.trim().slice(0, 1_000) };
    throw unavailable('change', stderr, code);
  }

  async #run(...words: Parameters<RunScript>): ReturnType<RunScript> {
    return this.options.run(...words).catch((error: unknown) => {
      throw unavailable('reach', String(error), -1);
    });
  }
}

/** Our file, which HAProxy reads after the user's. Addresses need not be on the machine: their network is routed to it. */
export function renderFile({ vips }: Records): string {
  const defaults = 'statewright';
  const sections = vips
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .flatMap(({ id, owner, vip }) => [
      `# ${id} of ${owner.replace(/[^\w-]/g, '?')}\n`,
      ...sectionsOf(vip, { defaults, bind: 'transparent' }).map(renderSection),
    ]);
  return `# Written by Statewright; changes are lost.\n${renderDefaults(defaults)}${sections.join('')}`;
}

function unavailable(verb: string, stderr: string, code: number): StatewrightError {
  const reason = stderr.trim().slice(0, 500) || `the script ended with ${code}`;
  return new StatewrightError('BalancerUnavailable', {
    balancer: balancerName,
    verb,
    vip: 'its files',
    reason,
  });
}
