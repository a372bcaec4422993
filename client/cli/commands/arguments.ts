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
