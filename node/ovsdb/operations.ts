import type { TableName } from './schema.js';
import type { Value } from './values.js';

export type Condition = readonly [column: string, test: '==' | '!=' | 'includes' | 'excludes', value: Value];
export type Mutation = readonly [column: string, mutator: '+=' | 'insert' | 'delete', value: Value];
type Columns = Readonly<Record<string, Value>>;

/** The operations of RFC 7047 §5.2 that are used. One transaction carries a list of them: all happen or none. */
export type Operation =
  | { readonly op: 'insert'; readonly table: TableName; readonly row: Columns; readonly 'uuid-name'?: string }
  | {
      readonly op: 'update';
      readonly table: TableName;
      readonly where: readonly Condition[];
      readonly row: Columns;
    }
  | {
      readonly op: 'mutate';
      readonly table: TableName;
      readonly where: readonly Condition[];
      readonly mutations: readonly Mutation[];
    }
  | { readonly op: 'delete'; readonly table: TableName; readonly where: readonly Condition[] }
  | {
      readonly op: 'wait';
      readonly table: TableName;
      readonly where: readonly Condition[];
      readonly columns: readonly string[];
      readonly until: '==' | '!=';
      readonly rows: readonly Columns[];
      /** Milliseconds; 0 fails at once when it does not hold, as a precondition should. */
      readonly timeout: number;
    }
  | { readonly op: 'comment'; readonly comment: string };

/** Nothing of the transaction happens unless a row of this name is there (or, `absent`, is not). */
export function expectNamed(table: TableName, name: string, presence: 'present' | 'absent'): Operation {
  return {
    op: 'wait',
    table,
    where: [['name', '==', name]],
    columns: ['name'],
    until: '==',
    rows: presence === 'present' ? [{ name }] : [],
    timeout: 0,
  };
}
