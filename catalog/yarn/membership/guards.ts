import type { Departure, Guard } from '../../../api/membership.js';
import { count } from '../../hadoop/wording.js';
import { ledFrom, type ClusterView, type NodeManager } from '../cluster-view.js';

export interface NodeManagerSituation {
  readonly view: ClusterView;
  /** The member as the ResourceManager knows it; undefined if it does not. */
  readonly node: NodeManager | undefined;
  /** Other members that have a pod and that the ResourceManager does not hear of. */
  readonly othersDown: readonly string[];
}

export function nodeManagerGuards(situation: NodeManagerSituation, departure: Departure): readonly Guard[] {
  return [
    noApplicationLost(situation),
    othersHaveTheMemory(situation),
    ...(departure === 'restart' ? [nobodyElseIsDown(situation)] : []),
  ];
}

function others({ view, node }: NodeManagerSituation): readonly NodeManager[] {
  return view.nodes.filter((one) => one !== node && one.state === 'RUNNING');
}

/** What runs there ends or starts again elsewhere, which YARN does by itself and does not count as a failed attempt. */
function noApplicationLost(situation: NodeManagerSituation): Guard {
  const { view, node } = situation;
  const running = others(situation).length;
  const containers = node?.containers ?? 0;
  const led = node === undefined ? 0 : ledFrom(view, node).length;
  return {
    name: 'No application would be lost',
    holds: containers + led === 0 || running > 0,
    detail: `${count(containers, 'container')} on it, ${count(led, 'application')} led from it; ${running} others run`,
  };
}

function othersHaveTheMemory(situation: NodeManagerSituation): Guard {
  const used = situation.node?.used ?? 0;
  const free = others(situation).reduce((sum, one) => sum + one.free, 0);
  return {
    name: 'The others have the memory that its containers use',
    holds: used <= free,
    detail: `${used} MiB used, ${free} MiB free on the others`,
  };
}

function nobodyElseIsDown({ othersDown }: NodeManagerSituation): Guard {
  return {
    name: 'No other NodeManager is down',
    holds: othersDown.length === 0,
    detail:
      othersDown.length === 0 ? '0 are down' : `${othersDown.length} are down: ${othersDown.join(', ')}`,
  };
}
