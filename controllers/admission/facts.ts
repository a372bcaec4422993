import type { ComponentRules } from '../../api/component.js';
import { group } from '../../api/names.js';
import type { AddressReader } from './address-reader.js';
import type { AdmissionRequest } from './admission-review.js';
import { chosenAddresses } from './chosen-addresses.js';
import type { ReadMachines } from './machine-reader.js';
import type { AskAboutPods } from './pod-asker.js';
import type { AdmissionFacts, AskedAddresses } from './verdict.js';

export interface FactSources {
  readonly rules: readonly ComponentRules[];
  readonly readMachines: ReadMachines;
  readonly askAboutPods: AskAboutPods;
  readonly addresses: AddressReader;
}

/**
 * What a request is judged by; read only what it depends on. Without an answer about machines or pods it is judged without
 * them. Rejects if it is about pools or newly chosen addresses and these cannot be read: what then happens is for whoever
 * chose the failurePolicy to say.
 */
export async function factsFor(request: AdmissionRequest, sources: FactSources): Promise<AdmissionFacts> {
  const is = (kind: string): boolean => request.kind.group === group && request.kind.kind === kind;
  const [machines, pods, pools, addresses] = await Promise.all([
    is('DistributedCluster') ? sources.readMachines() : undefined,
    sources.askAboutPods(request),
    is('IPPool') ? sources.addresses.pools() : undefined,
    askedAddresses(request, sources.addresses),
  ]);
  return { rules: sources.rules, machines, pods, pools, addresses };
}

async function askedAddresses(
  request: AdmissionRequest,
  reader: AddressReader,
): Promise<AskedAddresses | undefined> {
  const question = chosenAddresses(request);
  if (question === undefined) return undefined;
  const asked = question.chosen.flatMap(({ addresses }) => addresses);
  if (asked.length === 0) return { question, known: { pools: [], held: [] } };
  const [pools, held] = await Promise.all([reader.pools(), reader.holders(asked)]);
  return { question, known: { pools, held } };
}
