import { z } from 'zod';
import { column } from './values.js';

/** The columns that are read of Open vSwitch's database (ovs-vswitchd.conf.db(5)), table by table; the rest is not asked for. */
export const tables = {
  Open_vSwitch: z.object({
    bridges: column.uuids,
    cur_cfg: column.integer,
    ovs_version: column.optionalText,
  }),
  Bridge: z.object({
    name: column.text,
    ports: column.uuids,
    datapath_type: column.text,
    datapath_id: column.optionalText,
    fail_mode: column.optionalText,
  }),
  Port: z.object({
    name: column.text,
    interfaces: column.uuids,
    tag: column.optionalInteger,
    external_ids: column.stringMap,
  }),
  Interface: z.object({
    name: column.text,
    type: column.text,
    /** -1 when the switch could not make it; absent until it tried. */
    ofport: column.optionalInteger,
    error: column.optionalText,
    mac_in_use: column.optionalText,
    /** Of the link underneath, in bytes. */
    mtu: column.optionalInteger,
    external_ids: column.stringMap,
  }),
} as const;

export type TableName = keyof typeof tables;
export type Row<T extends TableName> = z.infer<(typeof tables)[T]>;

export const tableNames = [
  'Open_vSwitch',
  'Bridge',
  'Port',
  'Interface',
] as const satisfies readonly TableName[];

/** What `monitor` is asked for: the columns above, of every row. */
export const monitorRequests: Readonly<Record<string, { readonly columns: readonly string[] }>> =
  Object.fromEntries(tableNames.map((name) => [name, { columns: Object.keys(tables[name].shape) }]));
