import type { z } from 'zod';
import { ipAssignmentSpecSchema } from '../network/ip-assignment.js';
import { ipPoolSpecSchema, ipPoolStatusSchema } from '../network/ip-pool.js';
import { ipReservationSpecSchema, ipReservationStatusSchema } from '../network/ip-reservation.js';
import { group, version } from '../names.js';
import {
  assignmentFixed,
  nameOfAssignment,
  nameOfReservation,
  noFamily,
  poolFamilyRules,
  reservedFor,
} from './address-rules.js';
import type { ValidationRule } from './cel.js';
import { column, type CustomResourceDefinition, type PrinterColumn } from './custom-resource-definition.js';
import { structuralSchema, type StructuralSchema } from './structural-schema.js';
import { withRules } from './with-rules.js';

interface Definition {
  readonly kind: string;
  /** Beside the singular, which kubectl takes as well. */
  readonly shortNames: readonly string[];
  readonly description: string;
  readonly spec: StructuralSchema;
  readonly status?: z.ZodType;
  readonly rules?: readonly ValidationRule[];
  readonly subresources: Readonly<Record<string, object>>;
  readonly columns: readonly PrinterColumn[];
}

function definition(of: Definition): CustomResourceDefinition {
  const singular = of.kind.toLowerCase();
  const plural = `${singular}s`;
  const schema: StructuralSchema = {
    type: 'object',
    description: of.description,
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 253 } } },
      spec: of.spec,
      ...(of.status && { status: structuralSchema(of.status) }),
    },
    ...(of.rules && { 'x-kubernetes-validations': of.rules }),
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Cluster',
      names: {
        kind: of.kind,
        listKind: `${of.kind}List`,
        plural,
        singular,
        shortNames: of.shortNames,
        categories: ['statewright'],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: of.subresources,
          additionalPrinterColumns: of.columns,
          schema: { openAPIV3Schema: schema },
        },
      ],
    },
  };
}

/** The definitions of IPPool, IPReservation and IPAssignment. */
export function addressCrds(): readonly CustomResourceDefinition[] {
  return [poolCrd(), reservationCrd(), assignmentCrd()];
}

function poolCrd(): CustomResourceDefinition {
  const spec = poolFamilyRules.reduce(
    (schema, [path, rules]) => withRules(schema, path, rules),
    withRules(structuralSchema(ipPoolSpecSchema), [], [noFamily]),
  );
  return definition({
    kind: 'IPPool',
    shortNames: [],
    description: 'Addresses of one layer 2 segment that pods get.',
    spec,
    status: ipPoolStatusSchema,
    subresources: { status: {} },
    columns: [
      column('VLAN', 'integer', '.spec.vlan', 'VLAN of the segment'),
      column('IPv4', 'string', '.spec.ipv4.subnet', 'IPv4 subnet'),
      column('Free4', 'string', '.status.ipv4.free', 'IPv4 addresses that nobody has'),
      column('IPv6', 'string', '.spec.ipv6.subnet', 'IPv6 subnet'),
      column('Default', 'boolean', '.spec.default', 'For pods that name no pool'),
      column('Ready', 'string', '.status.conditions[?(@.type=="Ready")].status', 'Addresses can be had'),
      column('Age', 'date', '.metadata.creationTimestamp', 'Since when it exists'),
    ],
  });
}

function reservationCrd(): CustomResourceDefinition {
  return definition({
    kind: 'IPReservation',
    shortNames: ['ipr'],
    description: 'The addresses that pods of one namespace and name get, whenever and wherever they run.',
    spec: withRules(structuralSchema(ipReservationSpecSchema), [], reservedFor),
    status: ipReservationStatusSchema,
    rules: [nameOfReservation],
    subresources: {},
    columns: [
      column('Namespace', 'string', '.spec.namespace', 'Namespace of the pod'),
      column('Pod', 'string', '.spec.podName', 'Name of the pod'),
      column('Addresses', 'string', '.spec.addresses', 'Its addresses'),
      column('Pool', 'string', '.spec.pool', 'IPPool of the addresses'),
      column('Phase', 'string', '.status.phase', 'Whether its pod exists'),
      column('Expires', 'string', '.status.expiresAt', 'From then on others may get the addresses'),
      column('Age', 'date', '.metadata.creationTimestamp', 'Since when it exists'),
      column('Message', 'string', '.status.message', 'What it waits for', 1),
    ],
  });
}

function assignmentCrd(): CustomResourceDefinition {
  return definition({
    kind: 'IPAssignment',
    shortNames: ['ipa'],
    description: 'Says which reservation holds an address. There cannot be two of an address.',
    spec: withRules(structuralSchema(ipAssignmentSpecSchema), [], [assignmentFixed]),
    rules: [nameOfAssignment],
    subresources: {},
    columns: [
      column('Reservation', 'string', '.spec.reservation.name', 'Who holds it'),
      column('Pool', 'string', '.spec.pool', 'IPPool of the address'),
      column('Age', 'date', '.metadata.creationTimestamp', 'Since when it exists'),
    ],
  });
}
