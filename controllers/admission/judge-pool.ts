import { overlapProblems, validatePool } from '../../api/network/index.js';
import { parsePoolManifest } from '../../api/validation/pool-manifest.js';
import type { Judge } from './verdict.js';

/** An IPPool: its form, its parts by themselves, and among the other pools. */
export const judgePool: Judge = ({ object }, { pools = [] }) => {
  const parsed = parsePoolManifest(object);
  if (!parsed.ok) return { problems: parsed.problems, warnings: [] };
  const { metadata, spec } = parsed.manifest;
  const problems = validatePool(spec);
  return {
    problems: problems.length > 0 ? problems : overlapProblems({ name: metadata.name, spec }, pools),
    warnings: [],
  };
};
