import { unavailable } from './ask.js';

/** Error codes of Kafka's protocol that we act on (org.apache.kafka.common.protocol.Errors). */
export const errorCode = {
  none: 0,
  unknownTopicOrPartition: 3,
  brokerIdNotRegistered: 102,
  noReassignmentInProgress: 85,
  electionNotNeeded: 84,
  preferredLeaderNotAvailable: 80,
  eligibleLeadersNotAvailable: 83,
  duplicateVoter: 126,
  voterNotFound: 127,
} as const;

interface Outcome {
  readonly errorCode: number;
  readonly errorMessage?: string | null;
}

/**
 * Throws unless Kafka did it, or says one of the codes that mean it is so already. Whatever else it says may be otherwise at
 * the next look, so it counts as unavailable and is tried again.
 */
export function expectDone(what: string, outcome: Outcome, fine: readonly number[] = []): void {
  const { errorCode: code, errorMessage } = outcome;
  if (code === errorCode.none || fine.includes(code)) return;
  throw unavailable('the cluster', `${what}: error ${code}${errorMessage ? `, ${errorMessage}` : ''}`);
}
