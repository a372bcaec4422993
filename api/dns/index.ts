export { decideNames, digestible, type NameDecision, type Scope } from './decide.js';
export { isReverse, isWithin, nameProblem, reverseName, serviceOfName, zoneOf } from './names.js';
export { isMark, markNameOfAlias, markOf } from './ownership.js';
export { formatData, formatRecord, type DnsRecord, type RecordData } from './record.js';
export {
  namesOfService,
  type NamedEndpoint,
  type NamedPort,
  type NamedService,
  type NamedSlice,
  type NameProblem,
  type NamesOfService,
  type NamingRules,
  type WantedRecord,
} from './service-names.js';
export { batchesOf, type Change, type NameUpdate, type Prerequisite } from './update.js';
export { dnsZoneId, dnsZoneType, namesChangedSignal, sweepNamesId, sweepNamesType } from './workflow.js';
export { byZone } from './zone-plan.js';
export { ZoneState, type ZoneRules } from './zone-state.js';
