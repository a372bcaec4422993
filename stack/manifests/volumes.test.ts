import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { volumeManifests, volumesNamespace } from './volumes.js';

const role = z.object({
  kind: z.enum(['Role', 'ClusterRole']),
  metadata: z.object({ namespace: z.string().optional() }),
  rules: z.array(z.object({ resources: z.array(z.string()), verbs: z.array(z.string()) })),
});
const reads = ['get', 'list', 'watch'];

/** `VERB RESOURCE` of everything but reading that the provisioner may do, in one namespace or in all. */
function writes(kind: 'Role' | 'ClusterRole'): readonly string[] {
  const roles = volumeManifests.flatMap((object) => role.safeParse(object).data ?? []);
  return roles
    .filter((it) => it.kind === kind)
    .flatMap(({ rules }) => rules)
    .flatMap(({ resources, verbs }) =>
      resources.flatMap((resource) =>
        verbs.filter((verb) => !reads.includes(verb)).map((verb) => `${verb} ${resource}`),
      ),
    );
}

describe('the provisioner of volumes', () => {
  it('writes volumes and events everywhere, and nothing else: pods of all namespaces were its to make and delete', () => {
    const resources = new Set(writes('ClusterRole').map((write) => write.split(' ')[1]));
    expect([...resources].toSorted()).toEqual(['events', 'persistentvolumes']);
  });

  it('makes and deletes its helper pods in its own namespace', () => {
    expect(writes('Role')).toEqual(['create pods', 'delete pods']);
    const namespaces = volumeManifests
      .flatMap((object) => role.safeParse(object).data ?? [])
      .filter(({ kind }) => kind === 'Role')
      .map(({ metadata }) => metadata.namespace);
    expect(namespaces).toEqual([volumesNamespace]);
  });

  it('has every role bound to the name in its certificate', () => {
    const binding = z.object({
      kind: z.enum(['RoleBinding', 'ClusterRoleBinding']),
      subjects: z.array(z.object({ kind: z.literal('User'), name: z.string() })),
    });
    const bindings = volumeManifests.flatMap((object) => binding.safeParse(object).data ?? []);
    expect(bindings.map(({ kind }) => kind).toSorted()).toEqual(['ClusterRoleBinding', 'RoleBinding']);
    for (const { subjects } of bindings) {
      expect(subjects).toEqual([expect.objectContaining({ name: 'statewright:volumes' })]);
    }
  });
});
