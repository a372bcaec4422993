import { StatewrightError } from '../../api/errors/index.js';
import type { Operation } from '../ovsdb/operations.js';
import { Replica } from '../ovsdb/replica.js';
import type { Value } from '../ovsdb/values.js';

type Row = Record<string, unknown>;

/** A switch's database in memory: as much of OVSDB as the transactions of ports use, all or nothing. */
export class MemorySwitch {
  readonly replica = new Replica();
  #rows: Record<'Port' | 'Interface', Map<string, Row>> = { Port: new Map(), Interface: new Map() };
  #ports: string[] = [];
  #lastId = 0;

  constructor(readonly bridge: string) {
    this.#publish();
  }

  /** @throws StatewrightError OvsConflict, and then nothing has happened */
  transact(operations: readonly Operation[]): void {
    for (const operation of operations) if (operation.op === 'wait') this.#expect(operation);
    const named = new Map<string, string>();
    for (const operation of operations) this.#carryOut(operation, named);
    // What no bridge holds is no more.
    for (const [id, row] of this.#rows.Port) {
      if (this.#ports.includes(id)) continue;
      this.#rows.Port.delete(id);
      this.#rows.Interface.delete(String(row.interfaceId));
      this.replica.apply({ Port: { [id]: {} }, Interface: { [String(row.interfaceId)]: {} } });
    }
    this.#publish();
  }

  #expect(operation: Extract<Operation, { op: 'wait' }>): void {
    const { table, where, rows } = operation;
    if (table === 'Bridge') return;
    const found = [...(table === 'Port' || table === 'Interface' ? this.#rows[table] : [])].filter(
      ([id, row]) => where.every(([name, , value]) => matches(id, row, name, value)),
    );
    if (found.length !== rows.length)
      throw new StatewrightError('OvsConflict', { what: JSON.stringify(where) });
  }

  #carryOut(operation: Operation, named: Map<string, string>): void {
    if (operation.op === 'insert' && (operation.table === 'Port' || operation.table === 'Interface')) {
      this.#lastId += 1;
      const id = `${operation.table}-${this.#lastId}`;
      named.set(operation['uuid-name'] ?? '', id);
      const interfaceId = named.get('pod_interface');
      this.#rows[operation.table].set(id, { ...operation.row, interfaceId, ofport: this.#lastId });
    }
    if (operation.op === 'update' && (operation.table === 'Port' || operation.table === 'Interface')) {
      for (const [id, row] of this.#rows[operation.table]) {
        if (operation.where.every(([name, , value]) => matches(id, row, name, value)))
          Object.assign(row, operation.row);
      }
    }
    if (operation.op === 'mutate') {
      for (const [, mutator, value] of operation.mutations) {
        if (mutator === 'insert') this.#ports.push(named.get(idsOf(value)[0] ?? '') ?? '');
        else this.#ports = this.#ports.filter((id) => !idsOf(value).includes(id));
      }
    }
  }

  #publish(): void {
    const port = (row: Row): Row => ({
      name: row.name,
      interfaces: ['uuid', row.interfaceId],
      tag: row.tag,
      external_ids: row.external_ids,
    });
    const link = (row: Row): Row => ({
      name: row.name,
      type: '',
      ofport: row.ofport,
      error: ['set', []],
      mac_in_use: ['set', []],
      mtu: ['set', []],
      external_ids: row.external_ids,
    });
    const updates = (rows: Map<string, Row>, form: (row: Row) => Row): Record<string, { new: Row }> =>
      Object.fromEntries([...rows].map(([id, row]) => [id, { new: form(row) }]));
    const bridge = {
      name: this.bridge,
      ports: ['set', this.#ports.map((id) => ['uuid', id])],
      datapath_type: 'netdev',
      datapath_id: ['set', []],
      fail_mode: 'secure',
    };
    this.replica.apply({
      Bridge: { bridge: { new: bridge } },
      Port: updates(this.#rows.Port, port),
      Interface: updates(this.#rows.Interface, link),
    });
  }
}

function matches(id: string, row: Row, name: string, value: Value): boolean {
  if (name === '_uuid') return idsOf(value).includes(id);
  if (name === 'name') return row.name === value;
  // `external_ids includes {…}`: every pair is there.
  const has = new Map(pairsOf(row.external_ids));
  return pairsOf(value).every(([key, text]) => has.get(key) === text);
}

function idsOf(value: Value): string[] {
  if (!Array.isArray(value)) return [];
  if (value[0] === 'uuid' || value[0] === 'named-uuid') return [String(value[1])];
  return (value[1] as readonly (readonly [string, string])[]).map(([, id]) => id);
}

function pairsOf(value: unknown): (readonly [string, string])[] {
  return Array.isArray(value) && value[0] === 'map' ? (value[1] as [string, string][]) : [];
}
