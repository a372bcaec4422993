import { formatBytes } from '../../../api/quantity.js';
import { primaryOf, type ClusterView, type KnownMember } from '../cluster-view.js';

/** `208 bytes`, `1.5Gi`. */
export function bytes(amount: number): string {
  return amount < 1024 ? `${Math.floor(amount)} bytes` : formatBytes(amount);
}

/** How far a member is, as people read it. */
export function standing({ name, state, lag, timeline, streams }: KnownMember): string {
  const behind = lag === undefined ? 'lag unknown' : `${bytes(lag)} behind`;
  const follows = streams ? 'streaming' : state === 'running' ? 'not streaming' : state;
  return `${name} ${follows}, ${behind}, timeline ${timeline ?? 'unknown'}`;
}

/**
 * Members that could be the primary when this one is away, the best first: they run, stream from the primary, are on its timeline
 * and lack no more than is allowed. Where commits are synchronous, a synchronous standby comes first.
 */
export function successors(view: ClusterView, leaving: string): readonly KnownMember[] {
  const primary = primaryOf(view);
  return view.members
    .filter(
      ({ name, running, streams, timeline, lag }) =>
        name !== leaving &&
        running &&
        streams &&
        timeline === primary?.timeline &&
        lag !== undefined &&
        lag <= view.mostLag,
    )
    .toSorted((one, other) => rank(one) - rank(other) || (one.lag ?? 0) - (other.lag ?? 0));
}

function rank({ role }: KnownMember): number {
  return { primary: 0, synchronous: 1, replica: 2 }[role];
}

/** To whom the primary would hand over: where commits are synchronous, Patroni lets only a synchronous standby. */
export function heir(view: ClusterView, leaving: string): KnownMember | undefined {
  return successors(view, leaving).find(({ role }) =>
    view.synchronous === 'no' ? role !== 'primary' : role === 'synchronous',
  );
}
