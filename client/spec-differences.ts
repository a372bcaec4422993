import type { DistributedClusterSpec } from '../api/distributed-cluster.js';

/** One field that differs between two specs. An absent side means that the field is not there. */
export interface SpecDifference {
  /** `version`, `nodeTypes[data].replicas`: node types and volumes go by their names, which hold when lists shift. */
  readonly field: string;
  readonly before?: string;
  readonly after?: string;
}

type Leaves = Map<string, string>;

function collect(value: unknown, path: string, leaves: Leaves): void {
  if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => {
      const name = isRecord(item) && typeof item.name === 'string' ? item.name : String(index);
      collect(item, `${path}[${name}]`, leaves);
    });
  } else if (isRecord(value)) {
    const entries = Object.entries(value);
    for (const [key, item] of entries) {
      // The name of a list entry is in its path already.
      if (key === 'name' && path.endsWith(`[${String(item)}]`)) continue;
      const step = /^[A-Za-z_]\w*$/.test(key) ? `${path === '' ? '' : `${path}.`}${key}` : `${path}[${key}]`;
      collect(item, step, leaves);
    }
  } else if (value !== undefined) {
    leaves.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every field that differs, in the order of `before`, then what only `after` has. */
export function specDifferences(
  before: Partial<DistributedClusterSpec>,
  after: Partial<DistributedClusterSpec>,
): readonly SpecDifference[] {
  const [old, wanted]: readonly [Leaves, Leaves] = [new Map(), new Map()];
  collect(before, '', old);
  collect(after, '', wanted);
  const fields = [...new Set([...old.keys(), ...wanted.keys()])];
  return fields
    .filter((field) => old.get(field) !== wanted.get(field))
    .map((field) => {
      const [was, is] = [old.get(field), wanted.get(field)];
      return { field, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) };
    });
}
