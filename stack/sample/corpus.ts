import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One line of text and where it stands. */
export interface Line {
  readonly file: string;
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
}

/** Licence texts that Debian puts on every machine. */
const licences = '/usr/share/common-licenses';

async function filesIn(folder: string, ending: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** The lines of a text that have words in them. */
export function linesOf(file: string, text: string): readonly Line[] {
  return text.split('\n').flatMap((line, index) => {
    const trimmed = line.trim();
    return /\p{L}{2}/u.test(trimmed) ? [{ file, number: index + 1, text: trimmed }] : [];
  });
}

/** Real text that is on the machine anyway: this repository's docs and the licences, some thousands of lines. */
export async function readCorpus(projectRoot: string): Promise<readonly Line[]> {
  const files = [...(await filesIn(join(projectRoot, 'docs'), '.md')), ...(await filesIn(licences, ''))];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return texts.flatMap((text, index) => linesOf((files[index] ?? '').replace(`${projectRoot}/`, ''), text));
}
