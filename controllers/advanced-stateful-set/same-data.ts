import { isObject } from './canonical-json.js';

/** Whether both say the same, whatever the order of fields; a field that is undefined is not there. */
export function sameData(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameData(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const [ofA, ofB] = [definedKeys(a), definedKeys(b)];
  return ofA.length === ofB.length && ofA.every((key) => b[key] !== undefined && sameData(a[key], b[key]));
}

function definedKeys(value: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}
