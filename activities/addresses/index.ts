import { Context } from '@temporalio/activity';
import { formatKey } from '../../api/names.js';
import {
  ipAssignments,
  ipReservations,
  type CallOptions,
  type KubernetesClient,
} from '../../kubernetes/index.js';
import { addressesOf, endReservation, freeAddress, giveUpFormer } from '../../kubernetes/addresses/index.js';
import type { AddressActivities, AddressSweepReport, SweepReason, SweptAddress } from './contract.js';
import { decideSweep, type Finding } from './decide.js';

/** So many are named in a report. */
const mostExamples = 50;
/** Given up at once: a few requests each. */
const concurrency = 8;

export interface AddressDependencies {
  readonly kubernetes: KubernetesClient;
  readonly date?: () => Date;
}

/** The side effects of the workflow `sweepAddresses`. */
export function createAddressActivities({
  kubernetes,
  date = () => new Date(),
}: AddressDependencies): AddressActivities {
  return {
    async sweepAddresses({ dryRun }) {
      const context = Context.current();
      return sweep({
        kubernetes,
        dryRun,
        now: date(),
        call: { signal: context.cancellationSignal },
        progress: (done) => context.heartbeat(done),
      });
    },
  };
}

export interface Sweep {
  readonly kubernetes: KubernetesClient;
  readonly dryRun: boolean;
  readonly now: Date;
  readonly call?: CallOptions;
  /** Hears how many findings are dealt with. */
  readonly progress?: (done: number) => void;
}

/** Lists, decides, and gives up one by one what a live look confirms. */
export async function sweep({
  kubernetes,
  dryRun,
  now,
  call = {},
  progress,
}: Sweep): Promise<AddressSweepReport> {
  const assignments = (await kubernetes.list(ipAssignments, call)).items;
  progress?.(0);
  const reservations = (await kubernetes.list(ipReservations, call)).items;
  progress?.(0);
  const findings = decideSweep({ assignments, reservations, now });
  const found: Record<SweepReason, number> = { expired: 0, former: 0, orphan: 0 };
  for (const { kind } of findings) found[kind] += 1;
  let [freed, kept, done] = [0, 0, 0];
  const queue = dryRun ? [] : findings.values();
  const work = async (): Promise<void> => {
    for (const finding of queue) {
      const count = await giveUp(kubernetes, finding, now, call);
      if (count === undefined) kept += 1;
      else freed += count;
      done += 1;
      progress?.(done);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const released = reservations.filter(({ status }) => status?.phase === 'Released').length;
  return {
    seen: { bound: reservations.length - released, released, assignments: assignments.length },
    found,
    freed,
    kept,
    examples: findings.slice(0, mostExamples).map(exampleOf),
  };
}

/** How many addresses were freed; undefined if it is not to be given up after all. */
async function giveUp(
  client: KubernetesClient,
  finding: Finding,
  now: Date,
  call: CallOptions,
): Promise<number | undefined> {
  switch (finding.kind) {
    case 'expired': {
      const outcome = await endReservation(client, finding.reservation, now, call);
      return outcome.kind === 'ended' ? outcome.freed : undefined;
    }
    case 'former': {
      const { name } = finding.reservation.metadata;
      return counted(await giveUpFormer(client, name, finding.address, now, call));
    }
    case 'orphan':
      return counted(await freeAddress(client, finding.assignment.spec.address, now, call));
  }
}

function counted(outcome: 'freed' | 'absent' | 'held' | 'changed'): number | undefined {
  if (outcome === 'freed') return 1;
  return outcome === 'absent' ? 0 : undefined;
}

function exampleOf(finding: Finding): SweptAddress {
  if (finding.kind === 'orphan') {
    const { address, reservation } = finding.assignment.spec;
    return { reason: 'orphan', holder: reservation.name, addresses: [address] };
  }
  const { namespace, podName } = finding.reservation.spec;
  const addresses = finding.kind === 'former' ? [finding.address] : addressesOf(finding.reservation);
  return { reason: finding.kind, holder: formatKey({ namespace, name: podName }), addresses };
}
