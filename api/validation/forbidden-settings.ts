import type { ForbiddenSetting } from '../component.js';
import type { ClusterConfig } from '../distributed-cluster.js';
import { fieldProblem, type FieldProblem } from '../errors/index.js';
import { formatFieldPath } from './field-path.js';

/**
 * Whether `key` is the forbidden setting or lies under it. The longer key counts too, because data systems read
 * `a.b.0` as the first element of the list `a.b`.
 */
export function isForbidden(key: string, { key: forbidden }: ForbiddenSetting): boolean {
  const exact = forbidden.endsWith('.') ? forbidden.slice(0, -1) : forbidden;
  return key === exact || key.startsWith(`${exact}.`);
}

/** One problem for each setting that the platform decides; `path` is the field that holds the settings. */
export function forbiddenSettingProblems(
  config: ClusterConfig,
  path: string,
  forbidden: readonly ForbiddenSetting[],
): FieldProblem[] {
  return Object.keys(config).flatMap((key) => {
    const setting = forbidden.find((candidate) => isForbidden(key, candidate));
    if (setting === undefined) return [];
    const field = `${path}${formatFieldPath([key]).replace(/^(?!\[)/, '.')}`;
    return [fieldProblem(field, 'ForbiddenConfigKey', { key, reason: setting.reason })];
  });
}
