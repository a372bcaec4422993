import type { LinkWorker } from './link-worker.js';
import {
  attachedSchema,
  checkedSchema,
  detachedSchema,
  listedSchema,
  doneSchema,
  type AnnounceRequest,
  type Attached,
  type AttachRequest,
  type CheckRequest,
  type HostLink,
} from './protocol.js';

const QUICK_MS = 10_000;
const MANY_MS = 60_000;

/** What can be done with links of this machine and of its pods. Everything may be repeated. */
export interface Links {
  /** Makes the pair of links, or finds it made. @throws StatewrightError AddressInUse, LinkRefused, LinkWorkerUnavailable */
  attach(request: AttachRequest): Promise<Attached>;
  /** False when there was no link of ours with this name. */
  detach(host: string): Promise<boolean>;
  /** What is not as it was made, in sentences. */
  check(request: CheckRequest): Promise<readonly string[]>;
  /** Tells the network where the addresses are now. */
  announce(request: AnnounceRequest): Promise<void>;
  /** Every link of the machine, ours or not; never a part of them. */
  list(): Promise<readonly HostLink[]>;
  purge(hosts: readonly string[]): Promise<void>;
}

export function createLinks(worker: LinkWorker): Links {
  return {
    attach: (request) => worker.ask('attach', { ...request }, attachedSchema, QUICK_MS),
    detach: async (host) => (await worker.ask('detach', { host }, detachedSchema, QUICK_MS)).removed,
    check: async (request) =>
      (await worker.ask('check', { ...request }, checkedSchema, QUICK_MS)).problems ?? [],
    announce: async (request) => {
      await worker.ask('announce', { ...request }, doneSchema, QUICK_MS);
    },
    list: async () => {
      const { links } = await worker.ask('list', {}, listedSchema, MANY_MS);
      return links.map(({ name, index, alias }) => ({ name, index, alias: alias ?? '' }));
    },
    purge: async (hosts) => {
      if (hosts.length > 0) await worker.ask('purge', { hosts }, doneSchema, MANY_MS);
    },
  };
}
