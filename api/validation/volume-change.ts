import type { ClusterVolume } from '../distributed-cluster.js';
import { fieldProblem, type FieldProblem } from '../errors/index.js';
import { parseQuantity } from '../quantity.js';

/**
 * What members that have volumes cannot follow: a volume less or more, another name, another class, a smaller size.
 * The volumes of running members are theirs; only their size can grow. `path` is the field of the new list.
 */
export function volumeChangeProblems(
  before: readonly ClusterVolume[],
  after: readonly ClusterVolume[],
  path: string,
): FieldProblem[] {
  const names = (volumes: readonly ClusterVolume[]): string =>
    JSON.stringify(volumes.map((volume) => volume.name).toSorted());
  if (names(before) !== names(after)) return [fieldProblem(path, 'VolumesFixed')];
  return after.flatMap((volume, index) => {
    const old = before.find((candidate) => candidate.name === volume.name);
    if (old === undefined) return [];
    const problems: FieldProblem[] = [];
    if (old.storageClassName !== volume.storageClassName) {
      const parameters = {
        before: old.storageClassName ?? 'the default class',
        after: volume.storageClassName ?? 'the default class',
      };
      problems.push(fieldProblem(`${path}[${index}].storageClassName`, 'ImmutableField', parameters));
    }
    if ((parseQuantity(volume.size) ?? 0) < (parseQuantity(old.size) ?? 0)) {
      const parameters = { before: old.size, after: volume.size };
      problems.push(fieldProblem(`${path}[${index}].size`, 'VolumeShrinks', parameters));
    }
    return problems;
  });
}
