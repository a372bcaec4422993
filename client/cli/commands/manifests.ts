import { StatewrightError } from '../../../api/errors/index.js';
import { exitCode, exitCodeOf, UsageError } from '../exit.js';
import type { Invocation } from '../invocation.js';
import { readManifests, type ManifestInFile } from '../manifest-file.js';

/** A resource together with the file it stands in. */
export interface ManifestSource extends ManifestInFile {
  readonly file: string;
}

/** Collects the values of an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Name of the file for standard input, as people give it and see it. */
const standardInput = '-';

async function readSource(invocation: Invocation, file: string): Promise<readonly ManifestSource[]> {
  const { world } = invocation;
  const shown = file === standardInput ? 'standard input' : file;
  let text: string;
  try {
    text = file === standardInput ? await world.readStandardInput() : await world.readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: 'there is no such file',
      EISDIR: 'it is a directory',
      EACCES: 'it may not be read',
    };
    const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
    throw new StatewrightError('FileUnreadable', { file: shown, reason }, { cause: error });
  }
  return readManifests(shown, text).map((manifest) => ({ ...manifest, file: shown }));
}

/** Every resource of the files, in order. Throws StatewrightError `FileUnreadable`. */
export async function readSources(
  invocation: Invocation,
  files: readonly string[],
): Promise<readonly ManifestSource[]> {
  if (files.filter((file) => file === standardInput).length > 1) {
    throw new UsageError('Standard input can be read once.', 'Give "-f -" only once.');
  }
  const sources: ManifestSource[] = [];
  for (const file of files) sources.push(...(await readSource(invocation, file)));
  return sources;
}

function text(value: unknown, ...path: readonly string[]): string | undefined {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Object.entries(at).find(([key]) => key === step)?.[1];
  }
  return typeof at === 'string' ? at : undefined;
}

/** The namespace and name that a resource goes by, as far as it says. */
export function nameOf(source: ManifestSource, namespace: string): string {
  const name = text(source.value, 'metadata', 'name');
  if (name === undefined) return `resource ${source.position} of ${source.file}`;
  return `${text(source.value, 'metadata', 'namespace') ?? namespace}/${name}`;
}

/** What is refused before any resource is looked at closely: two of one name, or another namespace than `-n`. */
function refuseClash(
  invocation: Invocation,
  sources: readonly ManifestSource[],
  at: number,
  namespace: string,
): void {
  const source = sources[at];
  if (!source) return;
  const own = text(source.value, 'metadata', 'namespace');
  const given = invocation.settings.namespace;
  if (own !== undefined && given !== undefined && own !== given) {
    throw new UsageError(
      `${nameOf(source, given)} names its own namespace, and -n ${given} another.`,
      'Leave one of them out.',
    );
  }
  const name = nameOf(source, namespace);
  const first = sources.findIndex((other) => nameOf(other, namespace) === name);
  if (first !== at) throw new StatewrightError('DuplicateName', { name });
}

/**
 * Runs `check` on every resource and shows everything that is wrong with any of them. `namespace` is that of resources
 * that name none. Answers what the checks gave, or the exit code if one of them failed.
 */
export async function checkAll<T>(
  invocation: Invocation,
  sources: readonly ManifestSource[],
  namespace: string,
  check: (source: ManifestSource) => Promise<T>,
): Promise<{ readonly checked: readonly T[] } | { readonly exit: number }> {
  const checked: T[] = [];
  let exit: number = exitCode.done;
  for (const [index, source] of sources.entries()) {
    const resource = nameOf(source, namespace);
    try {
      refuseClash(invocation, sources, index, namespace);
      checked.push(await check(source));
    } catch (error) {
      exit = Math.max(exit, exitCodeOf(error));
      const many = sources.length > 1 || invocation.structured;
      if (many) invocation.note(`${resource}:`);
      invocation.printError(error, { resource, file: source.file }, source.locate);
      // Without an answer about one there will be none about the next.
      if (error instanceof StatewrightError && error.code === 'KubernetesUnavailable') break;
    }
  }
  return exit === exitCode.done ? { checked } : { exit };
}
