import { formatBytes } from '../../../api/quantity.js';

const namesShown = 3;

/** The first few of them for a sentence: `a, b, c and 4 more`. */
export function some(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const more = unique.length - namesShown;
  return more > 0 ? `${unique.slice(0, namesShown).join(', ')} and ${more} more` : unique.join(', ');
}

/** `1 shard`, `2 shards`, `2 copies`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `208 bytes`, `1.5Gi`. */
export function size(bytes: number): string {
  return bytes < 1024 ? count(Math.floor(bytes), 'byte') : formatBytes(bytes);
}
