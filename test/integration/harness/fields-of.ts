import { kubernetesDefinitions } from '../../../api/crd/kubernetes-definitions.js';
import type { OpenApiSchema } from '../../../api/crd/open-api.js';

export type Fields = Readonly<Record<string, unknown>>;

/** Names of fields and positions in lists, from the outside in. */
export type Path = readonly (string | number)[];

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The path of every field of the value and of what is in it; entries of lists are on the way only. */
export function* fieldsIn(value: unknown, path: Path = []): Generator<Path> {
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) yield* fieldsIn(entry, [...path, index]);
  } else if (isFields(value)) {
    for (const [name, inner] of Object.entries(value)) {
      yield [...path, name];
      yield* fieldsIn(inner, [...path, name]);
    }
  }
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (here, step) => (Array.isArray(here) ? here[Number(step)] : isFields(here) ? here[step] : undefined),
    value,
  );
}

/** A copy with the field at the path as `change` makes it; undefined takes it away. */
export function changedAt(value: unknown, path: Path, change: (field: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.map((entry: unknown, index) => (index === step ? changedAt(entry, rest, change) : entry));
  }
  if (!isFields(value)) throw new Error(`nothing at ${step}`);
  const after = changedAt(value[step], rest, change);
  const others = Object.entries(value).filter(([name]) => name !== String(step));
  return Object.fromEntries(after === undefined ? others : [...others, [String(step), after]]);
}

/** Fields of a definition of Kubernetes and of all it is made of, as `Container.image`. */
export function definedFields(root: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visited = new Set<string>();
  const visit = (node: OpenApiSchema): void => {
    const inner = [node.items, node.additionalProperties, ...Object.values(node.properties ?? {})];
    for (const schema of inner) if (schema !== undefined) visit(schema);
    if (node.ref === undefined || visited.has(node.ref)) return;
    visited.add(node.ref);
    const definition = kubernetesDefinitions[node.ref] ?? {};
    for (const name of Object.keys(definition.properties ?? {})) found.add(`${node.ref}.${name}`);
    visit(definition);
  };
  visit({ ref: root });
  return found;
}

/** Those of them that the value has. */
export function* usedFields(value: unknown, node: OpenApiSchema): Generator<string> {
  const definition = node.ref === undefined ? node : (kubernetesDefinitions[node.ref] ?? {});
  if (Array.isArray(value)) {
    for (const entry of value) yield* usedFields(entry, definition.items ?? {});
  } else if (isFields(value)) {
    for (const [name, inner] of Object.entries(value)) {
      const property = definition.properties?.[name];
      if (property !== undefined && node.ref !== undefined) yield `${node.ref}.${name}`;
      yield* usedFields(inner, property ?? definition.additionalProperties ?? {});
    }
  }
}
