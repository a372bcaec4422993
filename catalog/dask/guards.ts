import type { Guard } from '../../api/membership.js';
import { formatBytes } from '../../api/quantity.js';
import type { SchedulerView, WorkerView } from './ask.js';

/** Part of its memory at which a worker takes no more tasks: `distributed.worker.memory.pause` as Dask ships it. */
const pausedAt = 0.8;

/** Bytes that a worker takes before it pauses, by what its process uses now. */
export function roomOf({ memoryLimit, memory }: WorkerView): number {
  return Math.max(0, Math.floor(memoryLimit * pausedAt - memory));
}

const bytes = (number: number): string => formatBytes(Math.floor(number));

/** What must hold for a worker to go. A worker that the scheduler does not know has nothing to lose. */
export function workerGuards(view: SchedulerView, name: string): readonly Guard[] {
  const own = view.workers.find((worker) => worker.name === name);
  const others = view.workers.filter((worker) => worker.name !== name && worker.status === 'running');
  const room = others.reduce((sum, worker) => sum + roomOf(worker), 0);
  const { keys, bytes: held } = own?.alone ?? { keys: 0, bytes: 0 };
  const actors = own?.actors ?? 0;
  return [
    {
      name: 'Another worker stays',
      holds: others.length > 0,
      detail: `${others.length} other workers take tasks.`,
    },
    {
      name: 'Memory of the others covers its results',
      holds: held <= room,
      detail: `${keys} results (${bytes(held)}) are on ${name} alone; the others have room for ${bytes(room)} before they pause.`,
    },
    {
      name: 'No actor lives on it',
      holds: actors === 0,
      detail: `${actors} actors on ${name}; Dask cannot move them.`,
    },
  ];
}

/** A scheduler that ends forgets every graph, and the workers drop every result. */
export function schedulerGuards(view: SchedulerView): readonly Guard[] {
  const unfinished = view.processing + view.waiting;
  return [
    {
      name: 'No task would be lost',
      holds: unfinished === 0,
      detail: `${view.processing} tasks are being computed, ${view.waiting} wait, for ${view.clients} clients.`,
    },
    {
      name: 'No result is held for a client',
      holds: view.keys === 0,
      detail: `${view.keys} results (${bytes(view.bytes)}) are in memory, for ${view.clients} clients.`,
    },
  ];
}
