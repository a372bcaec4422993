import type { Departure, Guard } from '../../../api/membership.js';
import { formatBytes } from '../../../api/quantity.js';
import { count } from '../../hadoop/wording.js';
import type { ClusterView, DataNode } from '../cluster-view.js';

export interface DataNodeSituation {
  readonly view: ClusterView;
  /** The member as the NameNode knows it; undefined if it does not. */
  readonly node: DataNode | undefined;
  /** Copies of a file unless its writer says otherwise. */
  readonly copies: number;
  /** Other members that have a pod and that the NameNode does not know as alive. */
  readonly othersDown: readonly string[];
}

/** What must hold for a NameNode to go; it is alone, so it only ever goes for a restart. */
export function nameNodeGuards(view: ClusterView): readonly Guard[] {
  return [outOfSafeMode(view)];
}

export function dataNodeGuards(situation: DataNodeSituation, departure: Departure): readonly Guard[] {
  const { view } = situation;
  return [
    outOfSafeMode(view),
    {
      name: 'No block is missing or corrupt',
      holds: view.missing + view.corrupt === 0,
      detail: `${view.missing} missing, ${view.corrupt} corrupt`,
    },
    blocksHaveTheirCopies(situation, departure),
    ...(departure === 'restart'
      ? [nobodyElseIsDown(situation)]
      : [enoughStay(situation), spaceFor(situation)]),
  ];
}

function outOfSafeMode({ safeMode }: ClusterView): Guard {
  return {
    name: 'The NameNode is not in safe mode',
    holds: safeMode === '',
    detail: safeMode === '' ? 'files can be changed' : safeMode,
  };
}

/**
 * | Member                     | Holds when                                                               |
 * | -------------------------- | ------------------------------------------------------------------------ |
 * | serves                     | all blocks have their copies                                             |
 * | leaves, or has left        | none has one copy or none: HDFS lets it go when each has the usual copies |
 * | leaves for good, dead      | always: what is missing is a guard of its own, the rest is its drain's    |
 */
function blocksHaveTheirCopies({ view, node }: DataNodeSituation, departure: Departure): Guard {
  const name = 'No block has too few copies';
  const few = `${count(view.fewCopies, 'block')} with too few copies`;
  if (departure !== 'restart' && node?.alive === false) {
    return { name, holds: true, detail: `${few}, which its drain waits for` };
  }
  if (departure !== 'restart' && node !== undefined && node.leaving !== 'no') {
    return {
      name,
      holds: view.endangered === 0,
      detail: `${few}, ${view.endangered} of them with one or none`,
    };
  }
  return { name, holds: view.fewCopies === 0, detail: few };
}

function nobodyElseIsDown({ othersDown }: DataNodeSituation): Guard {
  return {
    name: 'No other DataNode is down',
    holds: othersDown.length === 0,
    detail:
      othersDown.length === 0 ? '0 are down' : `${othersDown.length} are down: ${othersDown.join(', ')}`,
  };
}

function others({ view, node }: DataNodeSituation): readonly DataNode[] {
  return view.dataNodes.filter((one) => one !== node && one.alive && one.leaving === 'no');
}

function enoughStay(situation: DataNodeSituation): Guard {
  const staying = others(situation).length;
  return {
    name: 'Enough DataNodes stay for the copies of a file',
    holds: staying >= situation.copies,
    detail: `${staying} stay, a file has ${count(situation.copies, 'copy', 'copies')}`,
  };
}

/** A tenth of each disk stays free. What is on a member that leaves already has been copied in part: the drain itself tells. */
function spaceFor(situation: DataNodeSituation): Guard {
  const { node } = situation;
  const moves = node === undefined || node.leaving === 'done' ? 0 : node.used;
  const free = others(situation).reduce((sum, one) => sum + Math.max(0, one.free - one.capacity / 10), 0);
  return {
    name: 'Free space on the others covers what moves',
    holds: free >= moves,
    detail: `${formatBytes(moves)} to copy, ${formatBytes(Math.floor(free))} to spare`,
  };
}
