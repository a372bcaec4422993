import { randomUUID } from 'node:crypto';

/**
 * A part of an object whose text is sent byte for byte. Most fields are read by the API server and written anew; a few it
 * keeps as it got them (k8s.io/apimachinery runtime.RawExtension), and others compare their bytes.
 */
export class RawJson {
  constructor(readonly text: string) {}
}

/** Nobody else's text holds it. */
const mark = randomUUID();

/** `JSON.stringify` that leaves each `RawJson` as it is. */
export function stringify(value: unknown): string {
  const raws: RawJson[] = [];
  const marked = JSON.stringify(value, (_name, field: unknown) =>
    field instanceof RawJson ? `${mark} ${raws.push(field) - 1}` : field,
  );
  return raws.reduce((text, { text: raw }, index) => text.replace(`"${mark} ${index}"`, () => raw), marked);
}
