import { width } from './terminal.js';

export interface Column<T> {
  readonly title: string;
  readonly value: (row: T) => string;
}

/** Rows in columns two blanks apart, titles first; the last column is not padded. No rows give the titles alone. */
export function table<T>(columns: readonly Column<T>[], rows: readonly T[]): string[] {
  const cells = [
    columns.map((column) => column.title),
    ...rows.map((row) => columns.map((column) => column.value(row) || '-')),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => width(line[index] ?? ''))));
  return cells.map((line) =>
    line
      .map((cell, index) =>
        index === line.length - 1 ? cell : cell + ' '.repeat((widths[index] ?? 0) - width(cell)),
      )
      .join('  '),
  );
}
