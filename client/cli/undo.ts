import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';
import { formatProblem } from '../../api/errors/index.js';
import type { ObjectKey } from '../../api/names.js';
import { validateUpdate } from '../../api/validation/change.js';
import { catalogRules } from '../../catalog/index.js';
import type { ApplyOutcome } from '../apply.js';
import { specDifferences } from '../spec-differences.js';
import { shellWord, undoWords, type ConfigChange } from './config-words.js';

/** The command that takes a change back, or why there is none. */
export type Undo = { readonly command: string } | { readonly impossible: string };

/** For people. */
export function undoText(undo: Undo): string {
  return 'command' in undo ? `undo: ${undo.command}` : undo.impossible;
}

type NodeType = DistributedClusterSpec['nodeTypes'][number];

function configCommand({ name, namespace }: ObjectKey, before: NodeType, after: NodeType): string[] {
  const [old, now] = [before.config ?? {}, after.config ?? {}];
  const changes = [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((key) => old[key] !== now[key])
    .map((key): ConfigChange => {
      const value = now[key];
      return value === undefined ? { kind: 'remove', key } : { kind: 'set', key, value };
    });
  const words = undoWords(old, changes).map(shellWord);
  return words.length === 0
    ? []
    : [`statewright configure ${name} ${before.name} ${words.join(' ')} -n ${namespace}`];
}

/** Commands that people know, if numbers of members and settings are all that differs; they are short. */
function shortCommands(
  key: ObjectKey,
  before: DistributedClusterSpec,
  after: DistributedClusterSpec,
): readonly string[] {
  return before.nodeTypes.flatMap((old) => {
    const now = after.nodeTypes.find(({ name }) => name === old.name) ?? old;
    const { name, namespace } = key;
    const scale = `statewright scale ${name} ${old.name} ${old.replicas} -n ${namespace}`;
    return [...(old.replicas === now.replicas ? [] : [scale]), ...configCommand(key, old, now)];
  });
}

function onlyScaledAndConfigured(before: DistributedClusterSpec, after: DistributedClusterSpec): boolean {
  const blank = (spec: DistributedClusterSpec): DistributedClusterSpec => ({
    ...spec,
    nodeTypes: spec.nodeTypes.map((nodeType) => ({ ...nodeType, replicas: 0, config: {} })),
  });
  return specDifferences(blank(before), blank(after)).length === 0;
}

/** The manifest of before in one line, for what no other command changes. */
function applyCommand({ name, namespace }: ObjectKey, spec: DistributedClusterSpec): string {
  const apiVersion = 'statewright.io/v1alpha1';
  const manifest = { apiVersion, kind: 'DistributedCluster', metadata: { name, namespace }, spec };
  return `printf %s ${shellWord(JSON.stringify(manifest))} | statewright apply -f -`;
}

/**
 * How to take back what was applied; undefined where nothing was changed.
 *
 * | applied                                     | undo                                     |
 * | ------------------------------------------- | ---------------------------------------- |
 * | nothing                                     | –                                        |
 * | a new cluster                               | delete                                   |
 * | what a cluster cannot take back in a step   | none, with what the rules say against it |
 * | numbers of members and settings             | scale, configure                         |
 * | anything else                               | apply, with the manifest of before       |
 */
export function undoOfApply({ key, action, before, cluster }: ApplyOutcome): Undo | undefined {
  if (action === 'unchanged') return undefined;
  if (before === undefined) return { command: `statewright delete ${key.name} -n ${key.namespace}` };
  const problems = validateUpdate(cluster.spec, before, catalogRules);
  if (problems.length > 0)
    return { impossible: `There is no simple undo. ${problems.map(formatProblem).join(' ')}` };
  if (!onlyScaledAndConfigured(before, cluster.spec)) return { command: applyCommand(key, before) };
  return { command: shortCommands(key, before, cluster.spec).join(' && ') };
}
