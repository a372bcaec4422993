/** Where a command writes and what that place can show. */
export interface Terminal {
  /** Results, for people or for the next program of a pipe. */
  out(text: string): void;
  /** Questions, notes and errors. */
  err(text: string): void;
  /** Whether results go to a screen on which lines can be redrawn. */
  readonly live: boolean;
  /** Whether a person can be asked: both input and error output are a terminal. */
  readonly interactive: boolean;
  /** Columns and rows of the screen at this moment. */
  size(): { readonly columns: number; readonly rows: number };
}

export type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';

/** Puts a text into a colour, or leaves it as it is where colours are not wanted. */
export type Paint = (colour: Colour, text: string) => string;

const escapes: Readonly<Record<Colour, readonly [number, number]>> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  dim: [2, 22],
  bold: [1, 22],
};

export const plain: Paint = (_colour, text) => text;

export const painted: Paint = (colour, text) => {
  const [begin, end] = escapes[colour];
  return text === '' ? '' : `\u001b[${begin}m${text}\u001b[${end}m`;
};

/**
 * Colours on a screen unless `--no-color` or NO_COLOR (no-color.org) says otherwise, or the terminal is `dumb`;
 * FORCE_COLOR asks for them where there is no screen.
 */
export function wantsColour(
  screen: boolean,
  flag: boolean,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (!flag || (env.NO_COLOR ?? '') !== '') return false;
  const forced = env.FORCE_COLOR ?? '';
  if (forced !== '') return forced !== '0';
  return screen && env.TERM !== 'dumb';
}

// eslint-disable-next-line no-control-regex -- the escape character is what is looked for
const escapePattern = /\u001b\[[0-9;]*m/g;

/** Characters (code points) of a text without its colours: what it takes on the screen, wide scripts aside. */
export function width(text: string): number {
  return Array.from(text.replace(escapePattern, '')).length;
}

/** At most `columns` characters; a longer text ends with `…`. Colours stay intact. */
export function truncate(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let shown = '';
  let room = Math.max(columns - 1, 0);
  for (let at = 0; at < text.length && room > 0;) {
    escapePattern.lastIndex = at;
    const escape = escapePattern.exec(text);
    if (escape?.index === at) {
      shown += escape[0];
      at += escape[0].length;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 32);
    shown += character;
    at += character.length;
    room -= 1;
  }
  const open = shown.includes('\u001b[') ? '\u001b[0m' : '';
  return `${shown}…${open}`;
}

/**
 * Texts that others wrote (a pod's message, a name) may hold line breaks or escape sequences; on the screen they are
 * one line of printable characters.
 */
export function oneLine(text: string): string {
  return text
    .replace(escapePattern, '')
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim();
}
