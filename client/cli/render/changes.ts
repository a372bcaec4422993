import type { PodDescription } from '../../description/pod.js';
import type { ClusterSighting } from '../../observe.js';
import { oneLine } from '../terminal.js';
import { messageOf } from './progress.js';

function podText(pod: PodDescription): string {
  if (pod.reason === undefined) return `Ready on ${pod.machine} with address ${pod.ip}`;
  return `${pod.reason.reason}: ${oneLine(pod.reason.message)}`;
}

function podChanges(before: readonly PodDescription[], after: readonly PodDescription[]): string[] {
  const known = new Map(before.map((pod) => [pod.name, podText(pod)]));
  const names = new Set(after.map((pod) => pod.name));
  return [
    ...after
      .filter((pod) => known.get(pod.name) !== podText(pod))
      .map((pod) => `pod ${pod.name}: ${podText(pod)}`),
    ...before.filter((pod) => !names.has(pod.name)).map((pod) => `pod ${pod.name}: gone`),
  ];
}

function stepChanges(before: ClusterSighting | undefined, after: ClusterSighting): string[] {
  const known = new Map(before?.progress?.steps.map((step) => [step.name, step]));
  return (after.progress?.steps ?? []).flatMap((step) => {
    const old = known.get(step.name);
    if (step.state === 'Pending' || (old?.state === step.state && old.detail === step.detail)) return [];
    const detail = step.detail === '' ? '' : `: ${oneLine(step.detail)}`;
    return [`${step.state.toLowerCase()} ${step.name}${detail}`];
  });
}

/** `No sentence.` for everything that nobody answered, and `answers again` once somebody does. */
function answerChanges(before: ClusterSighting | undefined, after: ClusterSighting): string[] {
  const old = new Map(before?.unanswered.map((it) => [it.question, it.sentence]));
  const now = new Map(after.unanswered.map((it) => [it.question, it.sentence]));
  return [
    ...after.unanswered
      .filter((it) => old.get(it.question) !== it.sentence)
      .map((it) => `no answer about ${it.question}: ${oneLine(it.sentence)}`),
    ...[...old.keys()]
      .filter((question) => !now.has(question))
      .map((question) => `${question}: answered again`),
  ];
}

/** What is new since the sighting before, one line each, for logs and pipes. Pure. */
export function changesBetween(before: ClusterSighting | undefined, after: ClusterSighting): string[] {
  if (after.presence === 'absent') return before?.presence === 'absent' ? [] : ['gone'];
  const phase = (sighting: ClusterSighting | undefined): string | undefined =>
    sighting?.progress?.phase ?? sighting?.cluster?.status?.phase;
  const health = (sighting: ClusterSighting | undefined): string | undefined => {
    const seen = sighting?.cluster?.status?.health;
    return seen && `${seen.state}: ${oneLine(seen.summary)}`;
  };
  const [wasPhase, isPhase] = [phase(before), phase(after)];
  const [wasHealth, isHealth] = [health(before), health(after)];
  return [
    ...answerChanges(before, after),
    ...(isPhase !== undefined && isPhase !== wasPhase ? [`phase ${isPhase}: ${messageOf(after)}`] : []),
    ...stepChanges(before, after),
    ...podChanges(before?.pods ?? [], after.pods),
    ...(isHealth !== undefined && isHealth !== wasHealth ? [`health ${isHealth}`] : []),
  ];
}
