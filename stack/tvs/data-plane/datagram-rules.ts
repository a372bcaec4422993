import type { Vip } from '../../../api/balancer/index.js';
import { renderDatagrams, tableName, udpListeners } from './datagrams.js';
import { endStrayFlows } from './flows.js';
import { succeed, type Programs } from './programs.js';

/** UDP by nftables. */
export class Datagrams {
  /** What was applied, in words; undefined if that is not known. */
  #applied: readonly string[] | undefined;
  readonly #words = new WeakMap<Vip, string>();

  constructor(
    private readonly programs: Programs,
    private readonly link: string,
  ) {}

  /** In one transaction, if anything differs; then ends the flows that lead nowhere. */
  async apply(vips: readonly Vip[]): Promise<void> {
    const withDatagrams = vips.filter((vip) => udpListeners(vip).length > 0);
    const words = withDatagrams.map((vip) => this.#wordsOf(vip));
    const applied = this.#applied;
    if (applied?.length === words.length && words.every((text, index) => text === applied[index])) return;
    this.#applied = undefined;
    await succeed(this.programs, 'nft', ['-f', '-'], renderDatagrams(withDatagrams, this.link));
    await endStrayFlows(this.programs, withDatagrams);
    this.#applied = words;
  }

  /** All of a VIP that the rules follow from. */
  #wordsOf(vip: Vip): string {
    const known = this.#words.get(vip);
    if (known !== undefined) return known;
    const words = JSON.stringify([vip.address, udpListeners(vip), vip.sourceRanges, vip.affinity]);
    this.#words.set(vip, words);
    return words;
  }

  /** Whether the rules are still there; if somebody flushed them, the next apply sets them anew. */
  async look(): Promise<void> {
    for (const family of ['ip', 'ip6']) {
      const { code } = await this.programs.run('nft', ['list', 'chain', family, tableName, 'choose']);
      if (code !== 0) this.#applied = undefined;
    }
  }
}
