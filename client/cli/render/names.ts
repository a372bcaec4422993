import type { NameProblem } from '../../../api/dns/service-names.js';
import type { SweptZone } from '../../../workflows/sweep-names/contract.js';
import type { NameSeen } from '../../names-of-service.js';
import { table } from '../table.js';
import type { Paint } from '../terminal.js';

export function zoneTable(zones: readonly SweptZone[]): string[] {
  return table(
    [
      { title: 'ZONE', value: ({ zone }) => zone },
      { title: 'RECORDS', value: ({ records }) => `${records}` },
      { title: 'SERVICES', value: ({ services }) => `${services}` },
      { title: 'TO CHANGE', value: ({ differing }) => `${differing}` },
      { title: 'CANNOT BE HAD', value: ({ problemCount }) => `${problemCount}` },
    ],
    zones,
  );
}

const colours = { there: 'green', missing: 'red', other: 'yellow' } as const;

export function nameTable(names: readonly NameSeen[], paint: Paint): string[] {
  return table(
    [
      { title: 'NAME', value: ({ name }) => name },
      { title: 'RECORD', value: ({ record }) => record },
      { title: 'STATE', value: ({ state }) => paint(colours[state], state) },
    ],
    names,
  );
}

const reasons: Readonly<Record<NameProblem['reason'], string>> = {
  NotAName: 'is no name',
  OfAnother: 'is somebody else’s',
  TooLarge: 'has too many records',
  Refused: 'is not taken by the server',
};

/** Names that are not as they should be, and why. A name that cannot be has no zone, and is told of once. */
export function problemLines(zones: readonly { readonly problems: readonly NameProblem[] }[]): string[] {
  const lines = zones.flatMap(({ problems }) =>
    problems.map(
      ({ name, service, reason, detail }) => `  ${name} of ${service} ${reasons[reason]}: ${detail}`,
    ),
  );
  return [...new Set(lines)];
}
