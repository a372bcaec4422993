import { z } from 'zod';
import { tableNames, tables, type Row, type TableName } from './schema.js';

const updatesSchema = z.record(
  z.string(),
  z.record(z.string(), z.object({ new: z.record(z.string(), z.unknown()).optional() })),
);

type Contents = { readonly [T in TableName]: Map<string, Row<T>> };

/** Our columns of the switch's database as its monitor tells them: rows by UUID. */
export class Replica {
  readonly #contents: Contents = {
    Open_vSwitch: new Map(),
    Bridge: new Map(),
    Port: new Map(),
    Interface: new Map(),
  };

  table<T extends TableName>(name: T): ReadonlyMap<string, Row<T>> {
    return this.#contents[name];
  }

  /** Table updates of `monitor` and `update` (RFC 7047 §4.1.6): whole rows, or none for what is gone. @throws ZodError */
  apply(updates: unknown): void {
    const byTable = updatesSchema.parse(updates);
    for (const name of tableNames) this.#applyTo(name, byTable[name] ?? {});
  }

  #applyTo(name: TableName, rows: Record<string, { new?: Record<string, unknown> | undefined }>): void {
    const contents: Map<string, Row<TableName>> = this.#contents[name];
    for (const [id, { new: row }] of Object.entries(rows)) {
      if (row === undefined) contents.delete(id);
      else contents.set(id, tables[name].parse(row));
    }
  }
}
