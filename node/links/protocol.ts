import { z } from 'zod';

/** The words between the agent and the program that makes links: one JSON object a line, each way. */

export interface AttachRequest {
  readonly netns: string;
  readonly ifname: string;
  /** Name of the end that stays on the machine. */
  readonly host: string;
  /** Marks the link as ours: `statewright <container id>`. */
  readonly alias: string;
  readonly mac: string;
  readonly mtu: number;
  /** With prefix lengths: `10.90.64.5/16`. */
  readonly addresses: readonly string[];
  readonly gateways: readonly string[];
  readonly routes: readonly Route[];
  /** Ask the network first whether an address is taken. */
  readonly probe?: Probe | undefined;
}

export interface Route {
  readonly to: string;
  /** Absent: on the link. */
  readonly via?: string | undefined;
}

export interface Probe {
  readonly link: string;
  readonly vlan: number;
  readonly addresses: readonly string[];
  readonly milliseconds: number;
}

export interface CheckRequest {
  readonly netns: string;
  readonly ifname: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  readonly routes: readonly Route[];
}

export interface AnnounceRequest {
  readonly netns: string;
  readonly ifname: string;
  readonly addresses: readonly string[];
}

export const attachedSchema = z.object({ hostMac: z.string(), index: z.int() });
export const detachedSchema = z.object({ removed: z.boolean() });
export const checkedSchema = z.object({ problems: z.array(z.string()).nullish() });
export const doneSchema = z.looseObject({});
export const listedSchema = z.object({
  links: z.array(z.object({ name: z.string(), index: z.int(), alias: z.string().optional() })),
});

/** A link of the machine's own network namespace. */
export interface HostLink {
  readonly name: string;
  readonly index: number;
  /** Empty when it has none. */
  readonly alias: string;
}

export type Attached = z.infer<typeof attachedSchema>;

export const replySchema = z.union([
  z.object({ id: z.int(), ok: z.literal(true), result: z.unknown() }),
  z.object({
    id: z.int(),
    ok: z.literal(false),
    error: z.object({
      code: z.string(),
      message: z.string(),
      details: z.looseObject({ address: z.string().optional(), mac: z.string().optional() }).nullish(),
    }),
  }),
]);

const aliasWord = 'statewright ';

/** The alias of a link that belongs to this sandbox. */
export function aliasOf(containerId: string): string {
  return `${aliasWord}${containerId}`;
}

/** Whose link it is; undefined when it is not ours. */
export function containerOf(alias: string): string | undefined {
  return alias.startsWith(aliasWord) ? alias.slice(aliasWord.length) : undefined;
}
