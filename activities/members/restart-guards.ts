import { StatewrightError } from '../../api/errors/index.js';
import type { Guard, Member } from '../../api/membership.js';
import { explainPod } from '../../api/pod-reason.js';
import { forcedRestartAnnotation } from '../../api/restarts.js';
import type { ClusterRef } from '../cluster/contract.js';
import type { GuardsReport } from './contract.js';
import { blockers, guardsReport, unansweredGuard } from './decide.js';
import type { MemberDependencies } from './dependencies.js';
import type { LiveMembers } from './live-members.js';
import { readRollout } from './read-rollout.js';
import { platformGuards } from './rollout.js';

/**
 * Guards of a restart: those of the platform, then the system's. Only the system's are skipped for the owner's reason.
 *
 * | the member                   | platform's hold | system's hold | owner gave a reason | may go              |
 * | ---------------------------- | --------------- | ------------- | ------------------- | ------------------- |
 * | is away, or restarted already |                |               |                     | yes                 |
 * | does not serve (Faulty)      |                 |               |                     | yes: it takes nothing away, and guards that count it in might never hold |
 * | serves                       | yes             | yes           |                     | yes                 |
 * | serves                       | yes             | no            | yes                 | yes, by force       |
 * | serves                       | yes             | no            | no                  | no                  |
 * | serves                       | no              | any           | any                 | no                  |
 */
export async function assessRestart(
  dependencies: MemberDependencies,
  ref: ClusterRef,
  member: Member,
): Promise<GuardsReport> {
  const { live, obstacle, members } = await readRollout(dependencies, ref, member.nodeType);
  const own = members.find((entry) => entry.member.ordinal === member.ordinal);
  if (own === undefined || own.state === 'Missing' || own.state === 'Ending') {
    return { reached: true, detail: 'it is away already', guards: [] };
  }
  if (own.state === 'Updated' || own.state === 'Starting') {
    return { reached: true, detail: 'it was restarted by somebody else', guards: [] };
  }
  if (own.state === 'Faulty') {
    const why = own.pod && explainPod(own.pod);
    const detail = `it does not serve, so a restart takes nothing away: ${why?.reason ?? 'NotReady'}: ${why?.message ?? ''}`;
    return { reached: true, detail, guards: [] };
  }
  const platform = platformGuards(member, members, obstacle);
  const system = await askSystem(live, member);
  const report = guardsReport([...platform, ...system]);
  const reason = live.cluster.metadata.annotations?.[forcedRestartAnnotation(member.nodeType)];
  if (report.reached || reason === undefined || blockers(platform) !== '') return report;
  return { ...report, reached: true, forced: reason };
}

async function askSystem(live: LiveMembers, member: Member): Promise<readonly Guard[]> {
  try {
    return (await live.membership?.guards(live.access(member), 'restart')) ?? [];
  } catch (error) {
    if (error instanceof StatewrightError && error.kind === 'Unavailable') return [unansweredGuard(error)];
    throw error;
  }
}
