/**
 * JSON text as Go's encoding/json writes a value that it has read into `interface{}`: keys in byte order, no spaces, and
 * `<`, `>`, `&`, U+2028 and U+2029 escaped so that the text is safe within HTML. Numbers agree as they are, since Go
 * formats them as ECMAScript does. Equal text is equal data.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isObject(value)) {
    // Written by hand: an object of JavaScript keeps keys that look like numbers in an order of its own.
    const fields = Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .sort(byBytes)
      .map((key) => `${quoted(key)}:${canonicalJson(value[key])}`);
    return `{${fields.join(',')}}`;
  }
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'null';
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same data without fields that are null, which Go writes for some values that are not there. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (part === null ? [] : [[key, withoutNulls(part)]])),
  );
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Order of UTF-8 bytes, which beyond ASCII is not that of UTF-16. */
function byBytes(a: string, b: string): number {
  if (isAscii(a) && isAscii(b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
