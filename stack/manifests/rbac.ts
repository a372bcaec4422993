import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { agentGroup, platformRoles, roleUser } from '../certificates/identities.js';
import type { Paths } from '../paths.js';

/** Where the platform's leases and nothing else of it lives. */
export const systemNamespace = 'statewright-system';

const rules = z.array(
  z.strictObject({
    apiGroups: z.array(z.string()),
    resources: z.array(z.string()),
    verbs: z.array(z.string()),
    resourceNames: z.array(z.string()).optional(),
  }),
);
type Rules = z.infer<typeof rules>;

/** Who is granted something. */
export interface Holder {
  readonly kind: 'User' | 'Group';
  readonly name: string;
}

export function user(name: string): Holder {
  return { kind: 'User', name };
}

/**
 * What each role of the platform may do: the same rules as the chart grants, in all namespaces, bound to the users
 * that the roles' certificates name. The chart keeps three files a role, each only where there is something to grant:
 * for the namespaces that are served, for what is in no namespace, and for the namespace of the leases.
 */
export async function platformAccess({ project }: Paths): Promise<readonly object[]> {
  const folder = join(project, 'charts/statewright/files/rbac');
  const objects: object[] = [];
  const holders: readonly (readonly [string, Holder])[] = [
    ...platformRoles.map((role) => [role, user(roleUser(role))] as const),
    ['node', { kind: 'Group', name: agentGroup }],
  ];
  for (const [role, holder] of holders) {
    const name = `statewright:${role}`;
    const [served, outside, leases] = await Promise.all(
      [`${role}.yaml`, `${role}.cluster.yaml`, `${role}.lease.yaml`].map((file) =>
        readRules(join(folder, file)),
      ),
    );
    objects.push(...clusterAccess(name, holder, [...(served ?? []), ...(outside ?? [])]));
    if (leases !== undefined && leases.length > 0) {
      objects.push(...namespaceAccess(systemNamespace, name, holder, leases));
    }
  }
  return objects;
}

/** A ClusterRole and its binding, both of that name. */
export function clusterAccess(name: string, holder: Holder, allowed: Rules): readonly object[] {
  return [
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules: allowed },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', ...holder }],
    },
  ];
}

/** A Role in that namespace and its binding, both of that name. */
export function namespaceAccess(
  namespace: string,
  name: string,
  holder: Holder,
  allowed: Rules,
): readonly object[] {
  const metadata = { name, namespace };
  return [
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: allowed },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', ...holder }],
    },
  ];
}

async function readRules(file: string): Promise<Rules> {
  return existsSync(file) ? rules.parse(parse(await readFile(file, 'utf8'))) : [];
}
