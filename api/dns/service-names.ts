import { canonicalAddress, parseAddress, type Family } from '../network/address.js';
import { formatKey, type ObjectKey } from '../names.js';
import { nameProblem, reverseName } from './names.js';
import { formatRecord, type RecordData } from './record.js';

/** What names depend on in a Service. */
export interface NamedService extends ObjectKey {
  readonly type: string;
  /** `None` for a headless one; as in spec.clusterIPs. */
  readonly clusterIPs: readonly string[];
  readonly externalName?: string | undefined;
  readonly ports: readonly NamedPort[];
}

export interface NamedPort {
  readonly name: string;
  readonly protocol: string;
  /** Undefined where a slice leaves it open. */
  readonly port: number | undefined;
}

/** What names depend on in an EndpointSlice of a Service. */
export interface NamedSlice {
  readonly addressType: string;
  readonly ports: readonly NamedPort[];
  readonly endpoints: readonly NamedEndpoint[];
}

export interface NamedEndpoint {
  readonly addresses: readonly string[];
  /** condition `ready`, which is true of all with publishNotReadyAddresses, and of those that do not say. */
  readonly ready: boolean;
  readonly hostname?: string | undefined;
  /** Name of the pod. */
  readonly targetName?: string | undefined;
}

export interface NamingRules {
  /** The cluster's domain: `k8s.corp.example`. */
  readonly domain: string;
  /** As CoreDNS' `endpoint_pod_names`: a member without a hostname is called as its pod. */
  readonly endpointPodNames: boolean;
}

/** A record that is to be, whatever its time to live. */
export interface WantedRecord {
  readonly name: string;
  readonly data: RecordData;
  /** `<namespace>/<name>` of the Service that it is of. */
  readonly service: string;
}

/** Why a name cannot be had, or is not as it should be. */
export interface NameProblem {
  readonly name: string;
  readonly service: string;
  /**
   * `NotAName` no name server can have it; `OfAnother` somebody else's records are there; `TooLarge` no message can hold it;
   * `Refused` the server does not take it
   */
  readonly reason: 'NotAName' | 'OfAnother' | 'TooLarge' | 'Refused';
  readonly detail: string;
}

export interface NamesOfService {
  /** Sorted, each once. */
  readonly records: readonly WantedRecord[];
  readonly problems: readonly NameProblem[];
}

/**
 * All names of a Service: those that CoreDNS 1.14.7 has in a zone transfer (plugin/kubernetes/xfr.go, transferServices), and
 * PTR records as it answers them (reverse.go).
 *
 * | Service                    | name                                  | records                                               |
 * | -------------------------- | ------------------------------------- | ----------------------------------------------------- |
 * | with ClusterIPs            | svc.ns.svc.domain                     | A, AAAA; SRV 0 100 for each port, named or not        |
 * |                            | _port._proto.svc.ns.svc.domain        | SRV 0 100, of named ports                             |
 * | headless, each ready       | svc.ns.svc.domain                     | A, AAAA                                               |
 * | address of its slices      | member.svc.ns.svc.domain              | A, AAAA                                               |
 * |                            | _port._proto.svc.ns.svc.domain        | SRV to the member, of named ports; weight by the slice |
 * | ExternalName, not a number | svc.ns.svc.domain                     | CNAME                                                 |
 *
 * A member is called by its hostname, else as its pod where that is set, else by its address with dashes. Endpoints of a
 * Service with ClusterIPs have no names, and slices of names (addressType FQDN) have none to give.
 */
export function namesOfService(
  service: NamedService,
  slices: readonly NamedSlice[],
  rules: NamingRules,
): NamesOfService {
  const key = formatKey(service);
  const name = `${service.name}.${service.namespace}.svc.${rules.domain}`;
  const draft = new Draft(key);
  if (service.type === 'ExternalName') {
    const target = withoutDot(service.externalName ?? '');
    if (parseAddress(target) === undefined) draft.add(name, { type: 'CNAME', target });
  } else if (parseAddress(service.clusterIPs[0] ?? '') !== undefined) {
    addClusterIPs(draft, service, name);
  } else {
    for (const slice of slices) addMembers(draft, slice, name, rules);
  }
  return draft.done();
}

function addClusterIPs(draft: Draft, { clusterIPs, ports }: NamedService, name: string): void {
  for (const text of clusterIPs) {
    draft.addAddress(name, text);
    draft.addPointer(text, name);
  }
  for (const { name: portName, protocol, port = 0 } of ports) {
    const data: RecordData = { type: 'SRV', priority: 0, weight: 100, port, target: name };
    draft.add(name, data);
    if (portName !== '') draft.add(portOf(portName, protocol, name), data);
  }
}

function addMembers(draft: Draft, slice: NamedSlice, name: string, rules: NamingRules): void {
  if (slice.addressType === 'FQDN') return;
  const ready = slice.endpoints.filter((endpoint) => endpoint.ready);
  const addresses = ready.flatMap((endpoint) =>
    endpoint.addresses.map((address) => ({ ...endpoint, address })),
  );
  const weight = weightAmong(addresses.length);
  for (const endpoint of addresses) {
    const { address } = endpoint;
    const member = `${memberLabel(endpoint, address, rules)}.${name}`;
    draft.addAddress(name, address);
    draft.addAddress(member, address);
    draft.addPointer(address, member);
    for (const { name: portName, protocol, port } of slice.ports) {
      if (portName === '') continue;
      // A port that is left open is -1 to CoreDNS, and 65535 on the wire.
      const data: RecordData = { type: 'SRV', priority: 0, weight, port: port ?? 0xffff, target: member };
      draft.add(portOf(portName, protocol, name), data);
    }
  }
}

function memberLabel(endpoint: NamedEndpoint, address: string, { endpointPodNames }: NamingRules): string {
  if (endpoint.hostname) return endpoint.hostname;
  const { targetName } = endpoint;
  if (endpointPodNames && targetName && targetName.length < 64) return targetName;
  const dashed = address.replace(/[.:]/g, '-');
  return address.includes(':') && dashed.endsWith('-') ? `${dashed}0` : dashed;
}

function portOf(portName: string, protocol: string, name: string): string {
  return `_${portName}._${protocol}.${name}`.toLowerCase();
}

/** An equal share of 100, at least 1, with the same floating point as CoreDNS' calcSRVWeight. */
function weightAmong(members: number): number {
  return Math.max(1, Math.floor((100 / (members * 100)) * 100));
}

function withoutDot(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}

/** Collects records, and what cannot be one. */
class Draft {
  readonly #records = new Map<string, WantedRecord>();
  readonly #problems = new Map<string, NameProblem>();

  constructor(private readonly service: string) {}

  add(rawName: string, data: RecordData): void {
    const name = rawName.toLowerCase();
    const detail = nameProblem(name) ?? ('target' in data ? nameProblem(data.target) : undefined);
    if (detail === undefined) {
      const record = { name, data, service: this.service };
      this.#records.set(formatRecord({ ...record, ttl: 0 }), record);
    } else {
      this.#problems.set(name, { name, service: this.service, reason: 'NotAName', detail });
    }
  }

  addAddress(name: string, text: string): void {
    const address = parseAddress(text);
    if (address === undefined) return;
    this.add(name, { type: typeOfFamily[address.family], address: canonical(text) });
  }

  addPointer(text: string, target: string): void {
    const name = reverseName(text);
    if (name !== undefined) this.add(name, { type: 'PTR', target: target.toLowerCase() });
  }

  done(): NamesOfService {
    const sorted = [...this.#records].toSorted(([one], [other]) => (one < other ? -1 : 1));
    return { records: sorted.map(([, record]) => record), problems: [...this.#problems.values()] };
  }
}

const typeOfFamily: Readonly<Record<Family, 'A' | 'AAAA'>> = { 4: 'A', 6: 'AAAA' };

function canonical(text: string): string {
  return canonicalAddress(text) ?? text;
}
