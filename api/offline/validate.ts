import type { ComponentRules } from '../component.js';
import type { DistributedClusterSpec, NodeType } from '../distributed-cluster.js';
import { fieldProblem, type FieldProblem } from '../errors/index.js';
import { isToBeOnline } from '../online-members.js';
import { validateUpdate } from '../validation/change.js';
import type { BringOnlineRequest, MembersRequest, OperationKind, TakeOfflineRequest } from './requests.js';

/** The spec with the ordinal among those offline, or without it; lowest first. */
export function withWish(
  spec: DistributedClusterSpec,
  member: { readonly nodeType: string; readonly ordinal: number },
  offline: boolean,
): DistributedClusterSpec {
  const wished = ({ offlineOrdinals = [] }: NodeType): number[] =>
    [
      ...new Set([
        ...offlineOrdinals.filter((ordinal) => ordinal !== member.ordinal),
        ...(offline ? [member.ordinal] : []),
      ]),
    ].toSorted((one, other) => one - other);
  const nodeTypes = spec.nodeTypes.map((nodeType) =>
    nodeType.name === member.nodeType ? { ...nodeType, offlineOrdinals: wished(nodeType) } : nodeType,
  );
  return { ...spec, nodeTypes };
}

/**
 * Why the operation cannot be done on a cluster of this spec; empty if it can. What only the system itself knows is for
 * its guards. In this order, the first that applies:
 *
 * | request                                            | problem                                               |
 * | -------------------------------------------------- | ----------------------------------------------------- |
 * | a node type that the cluster does not have         | UnknownNodeType                                       |
 * | no ordinals                                        | NoOrdinals                                            |
 * | a blank reason of force                            | ForceWithoutReason                                    |
 * | an ordinal twice                                   | OrdinalNamedTwice                                     |
 * | an ordinal below 0, or not below `replicas`        | OrdinalNotThere                                       |
 * | offline, of an offline one                         | MemberOffline                                         |
 * | online, of one that is not                         | MemberOnline                                          |
 * | too few would stay for the component, one by one   | what `validateUpdate` says: TooFewOnline and the like |
 */
export function operationProblems(
  spec: DistributedClusterSpec,
  rules: readonly ComponentRules[],
  kind: OperationKind,
  request: TakeOfflineRequest | BringOnlineRequest,
): readonly FieldProblem[] {
  const nodeType = spec.nodeTypes.find(({ name }) => name === request.nodeType);
  if (nodeType === undefined) {
    const known = spec.nodeTypes.map(({ name }) => name).join(', ');
    const parameters = { component: 'This cluster', nodeType: request.nodeType, known };
    return [fieldProblem('nodeType', 'UnknownNodeType', parameters)];
  }
  if (request.ordinals.length === 0) return [fieldProblem('ordinals', 'NoOrdinals')];
  if ('force' in request && request.force.reason.trim() === '') {
    return [fieldProblem('force.reason', 'ForceWithoutReason')];
  }
  const problems = request.ordinals.flatMap((_, index) => ordinalProblems(nodeType, kind, request, index));
  if (problems.length > 0 || kind === 'BringOnline') return problems;
  return lossProblems(spec, rules, request);
}

function ordinalProblems(
  { name: nodeType, ...counted }: NodeType,
  kind: OperationKind,
  { ordinals }: MembersRequest,
  index: number,
): FieldProblem[] {
  const field = `ordinals[${index}]`;
  const ordinal = ordinals[index] ?? -1;
  if (ordinals.indexOf(ordinal) !== index) return [fieldProblem(field, 'OrdinalNamedTwice', { ordinal })];
  if (!Number.isInteger(ordinal) || ordinal < 0 || ordinal >= counted.replicas) {
    const range = counted.replicas === 0 ? 'none' : `0 to ${counted.replicas - 1}`;
    return [fieldProblem(field, 'OrdinalNotThere', { nodeType, ordinal, range })];
  }
  const online = isToBeOnline(counted, ordinal);
  if (kind === 'TakeOffline' && !online) return [fieldProblem(field, 'MemberOffline', { nodeType, ordinal })];
  if (kind === 'BringOnline' && online) return [fieldProblem(field, 'MemberOnline', { nodeType, ordinal })];
  return [];
}

/** They go one after the other, so the cluster must be able to take each step. */
function lossProblems(
  spec: DistributedClusterSpec,
  rules: readonly ComponentRules[],
  { nodeType, ordinals }: MembersRequest,
): readonly FieldProblem[] {
  let before = spec;
  for (const ordinal of ordinals) {
    const after = withWish(before, { nodeType, ordinal }, true);
    // What is wrong with the spec already does not get worse by this.
    const known = new Set(validateUpdate(before, before, rules).map(({ code, field }) => `${code} ${field}`));
    const problems = validateUpdate(before, after, rules).filter(
      ({ code, field }) => !known.has(`${code} ${field}`),
    );
    if (problems.length > 0) return problems;
    before = after;
  }
  return [];
}
