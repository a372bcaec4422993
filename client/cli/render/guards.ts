import type { Guard } from '../../../api/membership.js';
import { oneLine, type Paint } from '../terminal.js';

/** All guards of a member, a line each, under a title; nothing if there are none. */
export function guardLines(guards: readonly Guard[], paint: Paint): readonly string[] {
  if (guards.length === 0) return [];
  return ['  guards:', ...guards.map((guard) => guardLine(guard, paint))];
}

function guardLine({ holds, name, detail }: Guard, paint: Paint): string {
  return `    ${holds ? paint('green', 'holds') : paint('red', 'blocks')}  ${name}: ${oneLine(detail)}`;
}
