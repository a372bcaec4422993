import { z } from 'zod';
import { objectMetaSchema } from '../../api/object-meta.js';
import type { Resource } from '../resource.js';

const schema = z.looseObject({ metadata: objectMetaSchema });
const rbac = 'rbac.authorization.k8s.io';

/** Who a pod is when it asks the API server. */
export const serviceAccounts: Resource = {
  group: '',
  version: 'v1',
  plural: 'serviceaccounts',
  kind: 'ServiceAccount',
  namespaced: true,
  schema,
};

export const roles: Resource = {
  group: rbac,
  version: 'v1',
  plural: 'roles',
  kind: 'Role',
  namespaced: true,
  schema,
};

export const roleBindings: Resource = {
  group: rbac,
  version: 'v1',
  plural: 'rolebindings',
  kind: 'RoleBinding',
  namespaced: true,
  schema,
};
