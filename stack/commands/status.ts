import { StatewrightError } from '../../api/errors/index.js';
import { allParts } from '../parts/index.js';
import type { Stack } from '../stack.js';
import { processStates } from '../supervisor/client.js';
import { healthOf, isGood } from '../supervisor/health.js';
import { logFile } from '../supervisor/project.js';

/** Prints each part on a line; says whether all of them are well. */
export async function status(stack: Stack, print: (line: string) => void): Promise<boolean> {
  const states = await processStates(stack.paths.supervisorSocket).catch((error: unknown) => {
    if (error instanceof StatewrightError) throw error;
    return undefined;
  });
  if (states === undefined) {
    print('Nothing runs. `npm run up` starts everything.');
    return false;
  }
  const rows = allParts(stack).map((part) => {
    const state = states.find(({ name }) => name === part.name);
    const health = healthOf(part, state);
    return {
      good: isGood(health),
      cells: [
        ...[
          part.name,
          health,
          state?.is_running === true ? String(state.pid) : '-',
          String(state?.restarts ?? 0),
        ],
        ...[part.address ?? '-', logFile(stack.paths, part.name)],
      ],
    };
  });
  for (const line of table([
    ['PART', 'HEALTH', 'PID', 'RESTARTS', 'ADDRESS', 'LOG'],
    ...rows.map(({ cells }) => cells),
  ])) {
    print(line);
  }
  return rows.every(({ good }) => good);
}

/** Columns as wide as their widest cell, two spaces apart. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
