import { LineCounter, parseAllDocuments, type Document } from 'yaml';
import { StatewrightError } from '../../api/errors/index.js';
import type { Locate } from './error-text.js';

/** One resource of a file. */
export interface ManifestInFile {
  /** As parsed; nothing is checked yet. */
  readonly value: unknown;
  /** Which of the file's resources, counted from 1, and how many there are. */
  readonly position: number;
  readonly locate: Locate;
}

type Path = readonly (string | number)[];

/** `spec.nodeTypes[1].config[a.b]` as the steps to it; a step in brackets that is a number counts entries. */
export function fieldPath(field: string): Path {
  return [...field.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map(([step, bracketed]) => {
    if (bracketed === undefined) return step;
    return /^\d+$/.test(bracketed) ? Number(bracketed) : bracketed;
  });
}

/** The line of a field, or of the nearest thing around it that the file has. */
function locator(file: string, document: Document.Parsed, lines: LineCounter, root: Path): Locate {
  return (field) => {
    const path = [...root, ...fieldPath(field)];
    for (let length = path.length; length > root.length; length -= 1) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
      if (Array.isArray(range) && typeof range[0] === 'number') {
        return `${file}:${lines.linePos(range[0]).line}`;
      }
    }
    return undefined;
  };
}

function isList(value: unknown): value is { readonly items: readonly unknown[] } {
  if (typeof value !== 'object' || value === null) return false;
  return 'kind' in value && value.kind === 'List' && 'items' in value && Array.isArray(value.items);
}

/**
 * The resources of a YAML or JSON file: documents between `---` lines, and the items of Lists as `get -o yaml` prints
 * them. Throws StatewrightError `FileUnreadable` naming the line that cannot be parsed.
 */
export function readManifests(file: string, text: string): readonly ManifestInFile[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const found: Omit<ManifestInFile, 'position'>[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    const [error] = document.errors;
    if (error) {
      const { line } = lines.linePos(error.pos[0]);
      const reason = `line ${line}: ${error.message.replace(/\.?\s*$/, '')}`;
      throw new StatewrightError('FileUnreadable', { file, reason });
    }
    const value: unknown = toPlain(document, file);
    if (value === null) continue;
    if (isList(value)) {
      value.items.forEach((item, index) =>
        found.push({ value: item, locate: locator(file, document, lines, ['items', index]) }),
      );
    } else {
      found.push({ value, locate: locator(file, document, lines, []) });
    }
  }
  if (found.length === 0)
    throw new StatewrightError('FileUnreadable', { file, reason: 'it holds no resource' });
  return found.map((manifest, index) => ({ ...manifest, position: index + 1 }));
}

/** References to anchors are resolved here, and too many of them (a YAML bomb) are refused by the library. */
function toPlain(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StatewrightError('FileUnreadable', { file, reason }, { cause: error });
  }
}
