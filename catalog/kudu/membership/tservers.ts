import type { MemberAccess, MoveReport } from '../../../api/membership.js';
import { askingTheLeader } from '../ask.js';
import { aliveOf, tabletHealth } from '../cluster-view.js';
import { tserverPort } from '../rules.js';
import { handOver, markReplace, setMaintenance, transfer } from './orders.js';
import { planDrain, planReturn } from './plan.js';
import { heldBy, look, serverOf, type MemberHost, type Scene } from './scene.js';

const report = (done: boolean, detail: string, replicas: number, bytes = 0): MoveReport => ({
  done,
  detail,
  remaining: { replicas, bytes },
});

const nameOf = ({ member }: MemberAccess): string => `Tablet server ${member.ordinal}`;

/**
 * Maintenance mode, in which it gets no new copies; then a mark on each of its copies by which the masters replace it. That
 * asks nothing of the server itself, so a dead one is drained alike.
 */
export async function drainTserver(access: MemberAccess, host: MemberHost): Promise<MoveReport> {
  const scene = await look(access, host);
  const server = serverOf(scene.view, access, access.member, host);
  if (server === undefined) return report(true, `${nameOf(access)} is not known to the masters.`, 0);
  if (!server.maintenance) await setMaintenance(askingTheLeader(access), server.uuid, true);
  const plan = planDrain(scene.view, scene.led, server.uuid);
  for (const tablet of plan.replace) await markReplace(scene, tablet, server.uuid, true);
  for (const tablet of plan.handOver) await handOver(scene, tablet);
  const moving = [...plan.replace, ...plan.handOver, ...plan.moving, ...plan.waiting];
  const left = moving.length + plan.leaderless.length;
  const held = (await heldBy(scene, server.uuid)) ?? [];
  const ids = new Set(moving.map(({ id }) => id));
  const bytes = held.filter(({ id }) => ids.has(id)).reduce((sum, tablet) => sum + tablet.bytes, 0);
  const detail = [
    left === 0
      ? `Nothing is left to move off tablet server ${access.member.ordinal}`
      : `${left} replicas are left on tablet server ${access.member.ordinal}`,
    ...(plan.leaderless.length > 0 ? [`${plan.leaderless.length} of tablets that nobody leads`] : []),
    ...(plan.staying.length > 0 ? [`${plan.staying.length} stay: all other tablet servers have a copy`] : []),
  ].join('; ');
  return report(left === 0, `${detail}.`, left, bytes);
}

/** Takes the marks and maintenance mode away; copies that were on their way are removed by the masters. */
export async function undrainTserver(access: MemberAccess, host: MemberHost): Promise<MoveReport> {
  const scene = await look(access, host);
  const server = serverOf(scene.view, access, access.member, host);
  if (server === undefined) return report(true, `${nameOf(access)} is not known to the masters.`, 0);
  // Whoever looks while marks are left finds the server in maintenance mode: it goes last.
  const marked = server.maintenance ? markedOn(scene, server.uuid) : [];
  for (const tablet of marked) if (!tablet.changing) await markReplace(scene, tablet, server.uuid, false);
  if (marked.length > 0)
    return report(false, `${marked.length} moves off ${nameOf(access)} are being cancelled.`, marked.length);
  if (server.maintenance) {
    await setMaintenance(askingTheLeader(access), server.uuid, false);
    return report(false, `${nameOf(access)} leaves maintenance mode.`, 0);
  }
  return report(true, `${nameOf(access)} is not on its way out.`, 0);
}

const markedOn = ({ led }: Scene, server: string) =>
  [...led.values()].filter(({ replicas }) =>
    replicas.some(({ uuid, replace }) => uuid === server && replace),
  );

/** Registered and heard of, all that it has running, no tablet of its recovering, and with its share of copies. */
export async function settleTserver(access: MemberAccess, host: MemberHost): Promise<MoveReport> {
  const scene = await look(access, host);
  const { view, led } = scene;
  const server = serverOf(view, access, access.member, host);
  const name = nameOf(access);
  if (server?.alive !== true) return report(false, `${name} has not joined.`, 0);
  if (server.maintenance) return report(false, `${name} is still in maintenance mode.`, 0);
  const held = await heldBy(scene, server.uuid);
  if (held === undefined) return report(false, `${name} does not answer.`, 0);
  const starting = held.filter(({ running }) => !running).length;
  if (starting > 0) return report(false, `${starting} replicas of ${name} are not running yet.`, starting);
  const alive = aliveOf(view);
  const mine = view.tablets.filter(({ voters, learners }) => [...voters, ...learners].includes(server.uuid));
  const poor = mine.filter(
    (tablet) => tabletHealth(tablet, alive) !== 'healthy' || tablet.learners.length > 0,
  );
  const transfers = planReturn(view, led, server.uuid);
  const to = { uuid: server.uuid, host: server.host, port: tserverPort };
  for (const one of transfers) await transfer(scene, one, to);
  // Their old copies may lead, and the masters never remove a copy that leads.
  const surplus = [...led.values()].filter(
    ({ replicas, changing, leader }) =>
      !changing &&
      replicas.some(({ uuid, votes }) => uuid === server.uuid && votes) &&
      replicas.every(({ votes }) => votes) &&
      replicas.some(({ uuid, replace }) => uuid === leader && replace),
  );
  for (const tablet of surplus) await handOver(scene, tablet);
  const left = new Set([
    ...poor.map(({ id }) => id),
    ...transfers.map(({ tablet }) => tablet.id),
    ...surplus.map(({ id }) => id),
  ]).size;
  if (left > 0) return report(false, `${left} tablets are copied to ${name}, or recover.`, left);
  return report(true, `${name} holds ${mine.length} replicas, all of them running.`, 0);
}
