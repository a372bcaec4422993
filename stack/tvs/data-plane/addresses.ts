import { z } from 'zod';
import { announceProgram } from './announce.js';
import { succeed, type Programs } from './programs.js';

/** The metric by which addresses of ours are told from those of others; a /32 or /128 makes no route that it could sway. */
const ourMetric = 8357;

/** An address on the interface. */
export interface HeldAddress {
  readonly address: string;
  readonly isOurs: boolean;
}

export interface AddressChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * | on the interface | wanted | then    |
 * | ---------------- | ------ | ------- |
 * | no               | yes    | add     |
 * | ours             | no     | remove  |
 * | somebody else's  | any    | leave   |
 */
export function addressChange(held: readonly HeldAddress[], wanted: ReadonlySet<string>): AddressChange {
  const present = new Set(held.map(({ address }) => address));
  return {
    added: [...wanted].filter((address) => !present.has(address)),
    removed: held
      .filter(({ address, isOurs }) => isOurs && !wanted.has(address))
      .map(({ address }) => address),
  };
}

const listing = z.array(
  z.object({
    addr_info: z.array(z.object({ local: z.string().optional(), metric: z.number().optional() })),
  }),
);

/** The addresses of VIPs on one interface. */
export class Addresses {
  constructor(
    private readonly programs: Programs,
    private readonly link: string,
  ) {}

  async read(): Promise<readonly HeldAddress[]> {
    const text = await succeed(this.programs, 'ip', ['-j', 'addr', 'show', 'dev', this.link]);
    return listing
      .parse(JSON.parse(text))
      .flatMap(({ addr_info }) => addr_info)
      .flatMap(({ local, metric }) =>
        local === undefined ? [] : [{ address: local, isOurs: metric === ourMetric }],
      );
  }

  /**
   * IPv6 addresses answer at once, without the second of duplicate detection, and are never chosen as the source of
   * connections of our own (`preferred_lft 0`).
   */
  async add(addresses: readonly string[]): Promise<void> {
    await this.#batch(
      addresses.map((address) => {
        const rest = `dev ${this.link} metric ${ourMetric}`;
        return address.includes(':')
          ? `addr add ${address}/128 ${rest} nodad preferred_lft 0`
          : `addr add ${address}/32 ${rest}`;
      }),
    );
  }

  async remove(addresses: readonly string[]): Promise<void> {
    await this.#batch(
      addresses.map((address) => `addr del ${address}/${address.includes(':') ? 128 : 32} dev ${this.link}`),
    );
  }

  /** Tells the link where they are, in case somebody remembers another holder. */
  async announce(addresses: readonly string[]): Promise<void> {
    if (addresses.length === 0) return;
    await succeed(this.programs, 'python3', ['-c', announceProgram, this.link], `${addresses.join('\n')}\n`);
  }

  async #batch(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    const { stderr, code } = await this.programs.run(
      'ip',
      ['-force', '-batch', '-'],
      `${lines.join('\n')}\n`,
    );
    if (code === 0 || isOnlyRepetition(stderr)) return;
    throw new Error(`ip could not change addresses of ${this.link}: ${stderr.slice(0, 2_000)}`);
  }
}

/** What a change that was done already, or half of it, is answered with. */
function isOnlyRepetition(stderr: string): boolean {
  return stderr
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('Command failed'))
    .every((line) =>
      /Address already assigned|File exists|Cannot assign requested address|Address not found/.test(line),
    );
}
