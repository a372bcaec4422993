import { InvalidArgumentError } from 'commander';
import { parseSpan } from '../duration.js';

/** Milliseconds of `90s` or `10m`. */
export function parseTimeout(text: string): number {
  const milliseconds = parseSpan(text);
  if (milliseconds === undefined || milliseconds === 0) {
    throw new InvalidArgumentError('Write a time such as 90s, 10m or 1h30m.');
  }
  return milliseconds;
}

/** A count of members. Bounds beyond "a whole number" are the catalog's matter. */
export function parseReplicas(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Write a whole number, 0 or more.');
  return Number(text);
}

/** Ordinals of members, gathered word by word. */
export function parseOrdinal(text: string, before: readonly number[] = []): readonly number[] {
  if (!/^(0|[1-9]\d{0,9})$/.test(text)) throw new InvalidArgumentError('Write an ordinal such as 0 or 12.');
  return [...before, Number(text)];
}
