import type { NamesSynced } from '../../activities/dns/contract.js';
import type { NameProblem } from '../../api/dns/service-names.js';

/** So many problems are worth reading in one place. */
const most = 20;

/** What came of a look, for people. */
export function sentenceOf({ changed, missing, contested, problems, problemCount }: NamesSynced): string {
  const parts = [`${changed} names changed.`];
  if (missing.length > 0)
    parts.push(`${missing.length} Services are gone; their names go after another look.`);
  if (contested.length > 0) parts.push(`Somebody else is changing names of ${contested.join(', ')}.`);
  if (problemCount > 0) parts.push(`${problemCount} names are not as they should be:`);
  return [parts.join(' '), ...problems.slice(0, most).map(formatProblem)].join('\n');
}

const reasons: Readonly<Record<NameProblem['reason'], string>> = {
  NotAName: 'no name server can have it',
  OfAnother: 'is there already and not ours',
  TooLarge: 'no message can hold it',
  Refused: 'the server does not take it',
};

function formatProblem({ name, service, reason, detail }: NameProblem): string {
  return `- ${name} of ${service}: ${reasons[reason]} (${detail})`;
}
