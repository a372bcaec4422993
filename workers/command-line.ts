import { parseArgs } from 'node:util';

/** What stands on the command line of a process: the role, and options that stand for a setting. */
export interface CommandLine {
  readonly role: string | undefined;
  /** Settings by the names of their environment variables; they come before the environment. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * `controller --kind apps/v1 --kind statewright.io`
 * @throws TypeError for what is not understood
 */
export function readCommandLine(words: readonly string[]): CommandLine {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: { kind: { type: 'string', multiple: true } },
    allowPositionals: true,
  });
  const [role, surplus] = positionals;
  if (surplus !== undefined) throw new TypeError(`"${surplus}" is not expected here`);
  const { kind } = values;
  if (kind !== undefined && role !== 'controller') throw new TypeError('only a controller takes --kind');
  return { role, settings: kind === undefined ? {} : { STATEWRIGHT_SET_KINDS: kind.join(',') } };
}
