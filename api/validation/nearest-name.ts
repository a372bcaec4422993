/** Edits (insert, remove, replace) that turn `from` into `to`: the Levenshtein distance, one row at a time. */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of Array.from(from).entries()) {
    const next = [line + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      const edited = Math.min(row[column + 1] ?? 0, next[column] ?? 0) + 1;
      next.push(Math.min(replaced, edited));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The one of `known` that a person probably meant by `typed`, letter case aside; undefined if none is near. */
export function nearestName(typed: string, known: readonly string[]): string | undefined {
  const nearest = known
    .map((name) => ({ name, distance: editDistance(typed.toLowerCase(), name.toLowerCase()) }))
    .toSorted((one, other) => one.distance - other.distance)[0];
  if (nearest === undefined || nearest.distance > Math.max(2, Math.floor(nearest.name.length / 3))) {
    return undefined;
  }
  return nearest.name;
}
