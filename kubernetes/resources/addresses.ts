import { group, version } from '../../api/names.js';
import { ipAssignmentSchema, type IPAssignment } from '../../api/network/ip-assignment.js';
import { ipPoolSchema, type IPPool } from '../../api/network/ip-pool.js';
import { ipReservationSchema, type IPReservation } from '../../api/network/ip-reservation.js';
import type { Resource } from '../resource.js';

const common = { group, version, namespaced: false } as const;

/** Ours; served once charts/statewright/crds is applied, like the others here. */
export const ipPools: Resource<IPPool> = {
  ...common,
  plural: 'ippools',
  kind: 'IPPool',
  schema: ipPoolSchema,
};

export const ipReservations: Resource<IPReservation> = {
  ...common,
  plural: 'ipreservations',
  kind: 'IPReservation',
  schema: ipReservationSchema,
};

export const ipAssignments: Resource<IPAssignment> = {
  ...common,
  plural: 'ipassignments',
  kind: 'IPAssignment',
  schema: ipAssignmentSchema,
};
