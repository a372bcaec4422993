import { table, type Column } from '../../client/cli/table.js';
import type { Bench, Figure } from './bench.js';
import type { Measured, Standing } from './compare.js';

/** A row for each figure, a column for each contestant: median (min – max), and the ratio to the first contestant. */
export function render(bench: Bench, standings: readonly Standing[]): string[] {
  const [first] = standings;
  const columns: Column<Figure>[] = [
    { title: 'median (min – max)', value: ({ title, better }) => `${title}, ${better} is better` },
    ...standings.map((standing) => ({
      title: standing.name.toUpperCase(),
      value: ({ name }: Figure) => cell(standing.figures[name], first?.figures[name], standing === first),
    })),
  ];
  return [
    ...table(columns, bench.figures),
    '',
    ...standings.map(({ name, what }) => `${name.toUpperCase()}: ${what}`),
    ...(bench.absent ?? []).map(({ name, why }) => `${name.toUpperCase()} did not take part: ${why}`),
  ];
}

function cell(own: Measured | undefined, first: Measured | undefined, isFirst: boolean): string {
  if (own === undefined) return '';
  const text = `${round(own.median)} (${round(own.min)} – ${round(own.max)})`;
  if (isFirst || first === undefined || first.median === 0) return text;
  return `${text} ${(own.median / first.median).toFixed(2)}×`;
}

function round(value: number): string {
  const digits = Math.abs(value) < 10 && !Number.isInteger(value) ? 2 : 0;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
