import type { Vip } from '../../../api/balancer/index.js';
import { renderDatagrams, tableName, udpListeners } from './datagrams.js';
import { endStrayFlows } from './flows.js';
import { succeed, type Programs } from './programs.js';

/** UDP by nftables. */
export class Datagrams {
  #applied: readonly Vip[] | undefined;

  constructor(
    private readonly programs: Programs,
    private readonly link: string,
  ) {}

  /** In one transaction, if anything differs; then ends the flows that lead nowhere. */
  async apply(vips: readonly Vip[]): Promise<void> {
    const withDatagrams = vips.filter((vip) => udpListeners(vip).length > 0);
    const applied = this.#applied;
    const isSame =
      applied?.length === withDatagrams.length && withDatagrams.every((vip, index) => vip === applied[index]);
    if (isSame) return;
    this.#applied = undefined;
    await succeed(this.programs, 'nft', ['-f', '-'], renderDatagrams(withDatagrams, this.link));
    await endStrayFlows(this.programs, withDatagrams);
    this.#applied = withDatagrams;
  }

  /** Whether the rules are still there; if somebody flushed them, the next apply sets them anew. */
  async look(): Promise<void> {
    for (const family of ['ip', 'ip6']) {
      const { code } = await this.programs.run('nft', ['list', 'chain', family, tableName, 'choose']);
      if (code !== 0) this.#applied = undefined;
    }
  }
}
