import { open, readdir, readFile, rm, stat, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change } from './record.js';
import { syncFolder } from './snapshot.js';
import { encodeLine, jsonOfLine, storedChange } from './stored.js';

export interface JournalSettings {
  /** A file of the journal that has grown beyond this many bytes is followed by another. */
  readonly fileBytes: number;
  /** Files kept, the one that is written to included. */
  readonly filesKept: number;
}

/**
 * The changes, one a line, in files named after the number of their first: what recovery reads, and what people read.
 * Only one process may have it open.
 */
export class Journal {
  private constructor(
    private readonly folder: string,
    private readonly settings: JournalSettings,
    private files: readonly number[],
    private file: FileHandle,
    private bytes: number,
    private last: number,
  ) {}

  /**
   * Opens the journal of a folder whose snapshot has the state after change `snapshotSeq`, and reads the changes since.
   * A last line that is torn was never acknowledged: it is cut off.
   * @throws Error when anything else is not as it was written.
   */
  static async open(
    folder: string,
    settings: JournalSettings,
    snapshotSeq: number,
  ): Promise<{ readonly journal: Journal; readonly changes: readonly Change[] }> {
    const files = await filesOf(folder);
    const from = files.findLastIndex((first) => first <= snapshotSeq + 1);
    if (files.length > 0 && from === -1)
      throw new Error(`the journal begins at ${files[0]}, after ${snapshotSeq}`);
    const changes: Change[] = [];
    let next = snapshotSeq + 1;
    for (const first of files.slice(Math.max(from, 0))) {
      if (first > next)
        throw new Error(`the changes from ${next} to ${first - 1} are missing in the journal`);
      const read = await recover(join(folder, nameOf(first)), first, first === files.at(-1));
      changes.push(...read.filter(({ seq }) => seq > snapshotSeq));
      next = Math.max(next, first + read.length);
    }
    const current = files.at(-1) ?? next;
    const path = join(folder, nameOf(current));
    const file = await open(path, 'a', 0o600);
    await syncFolder(folder);
    const { size } = await stat(path);
    const kept = files.length === 0 ? [current] : files;
    return { journal: new Journal(folder, settings, kept, file, size, next - 1), changes };
  }

  /** Number of the first change that is still kept, or would be. */
  get first(): number {
    return this.files[0] ?? 1;
  }

  get full(): boolean {
    return this.bytes >= this.settings.fileBytes;
  }

  /** Resolves when the changes are durable. After a failure nobody knows what is on disk: end the process. */
  async append(changes: readonly Change[]): Promise<void> {
    const text = Buffer.from(changes.map(encodeLine).join(''));
    await this.file.appendFile(text);
    await this.file.datasync();
    this.bytes += text.length;
    this.last = changes.at(-1)?.seq ?? this.last;
  }

  /** Goes on in another file, and forgets the oldest; a snapshot must have all changes so far. */
  async rotate(): Promise<void> {
    await this.file.close();
    this.file = await open(join(this.folder, nameOf(this.last + 1)), 'a', 0o600);
    this.bytes = 0;
    const files = [...this.files, this.last + 1];
    this.files = files.slice(-this.settings.filesKept);
    for (const first of files.slice(0, -this.settings.filesKept)) await rm(join(this.folder, nameOf(first)));
    await syncFolder(this.folder);
  }

  /** The JSON texts of at most `limit` durable changes after number `after`; undefined if some are no longer kept. */
  async read(after: number, limit: number): Promise<readonly string[] | undefined> {
    const [{ last }, files] = [this, this.files];
    if (after + 1 < this.first) return undefined;
    const texts: string[] = [];
    for (const [index, first] of files.entries()) {
      const end = Math.min(files[index + 1] ?? last + 1, last + 1, after + 1 + limit);
      const begin = Math.max(first, after + 1);
      if (begin >= end) continue;
      const lines = (await readFile(join(this.folder, nameOf(first)), 'utf8')).split('\n');
      for (const line of lines.slice(begin - first, end - first)) texts.push(checked(line));
    }
    return texts;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

function nameOf(first: number): string {
  return `journal-${String(first).padStart(16, '0')}.jsonl`;
}

/** The first numbers of the files, ascending. */
async function filesOf(folder: string): Promise<readonly number[]> {
  const names = (await readdir(folder)).map((name) => /^journal-(\d{16})\.jsonl$/.exec(name)?.[1]);
  return names
    .flatMap((first) => (first === undefined ? [] : [Number(first)]))
    .toSorted((one, other) => one - other);
}

function checked(line: string): string {
  const json = jsonOfLine(line);
  if (json === undefined) throw new Error('a line of the journal is not as it was written');
  return json;
}

async function recover(path: string, first: number, isLast: boolean): Promise<readonly Change[]> {
  const content = await readFile(path);
  const changes: Change[] = [];
  let begin = 0;
  while (begin < content.length) {
    const end = content.indexOf(0x0a, begin);
    const json = end === -1 ? undefined : jsonOfLine(content.toString('utf8', begin, end));
    if (json === undefined) break;
    const change = storedChange.parse(JSON.parse(json));
    if (change.seq !== first + changes.length) throw new Error(`${path} jumps to change ${change.seq}`);
    changes.push(change);
    begin = end + 1;
  }
  if (begin === content.length) return changes;
  const linesBehind = content.subarray(begin).toString('utf8').split('\n').slice(1);
  if (!isLast || linesBehind.some((line) => jsonOfLine(line) !== undefined)) {
    throw new Error(`${path} is damaged at byte ${begin}, with good lines or files behind`);
  }
  await truncate(path, begin);
  return changes;
}
