import type { ClusterView, KnownMember } from './cluster-view.js';

export const member = (ordinal: number, fields: Partial<KnownMember> = {}): KnownMember => ({
  name: `orders-server-${ordinal}`,
  role: 'replica',
  running: true,
  state: 'running',
  timeline: 3,
  lag: 0,
  streams: true,
  ...fields,
});

/** Three members of which the first leads and the second is its synchronous standby. */
export const view = (fields: Partial<ClusterView> = {}): ClusterView => ({
  members: [member(0, { role: 'primary' }), member(1, { role: 'synchronous' }), member(2)],
  paused: false,
  synchronous: 'yes',
  mostLag: 1000,
  ...fields,
});
