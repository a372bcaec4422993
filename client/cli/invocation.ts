import { stringify } from 'yaml';
import { StatewrightError } from '../../api/errors/index.js';
import { isDnsLabel, parseKey, type ObjectKey } from '../../api/names.js';
import type { Statewright } from '../statewright.js';
import { errorJson, errorLines, type Locate } from './error-text.js';
import { UsageError } from './exit.js';
import type { CliSettings, GlobalOptions } from './settings.js';
import { painted, plain, wantsColour, type Paint } from './terminal.js';
import type { World } from './world.js';

/** Without anchors for what occurs twice: few programs follow them. */
function yaml(value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false });
}

/** One run of one command: where it writes, what it was told, and the door to the servers. */
export class Invocation {
  readonly paint: Paint;
  private opened: Promise<Statewright> | undefined;

  constructor(
    readonly world: World,
    readonly settings: CliSettings,
    private readonly options: GlobalOptions,
  ) {
    const colour = wantsColour(world.terminal.live, options.color, world.environment);
    this.paint = colour ? painted : plain;
  }

  get output(): GlobalOptions['output'] {
    return this.options.output;
  }

  /** Whether the result is for a program. */
  get structured(): boolean {
    return this.output === 'json' || this.output === 'yaml';
  }

  async namespace(): Promise<string> {
    return this.settings.namespace ?? (await this.world.defaultNamespace(this.settings));
  }

  statewright(): Promise<Statewright> {
    this.opened ??= this.world.connect(this.settings);
    return this.opened;
  }

  async close(): Promise<void> {
    const opened = await this.opened?.catch(() => undefined);
    await opened?.close();
  }

  /** `logs`, or `search/logs` as `get -A` and people write it. */
  async key(text: string): Promise<ObjectKey> {
    const given = text.includes('/') ? parseKey(text) : { namespace: await this.namespace(), name: text };
    for (const part of [given?.namespace, given?.name]) {
      if (part === undefined || !isDnsLabel(part)) {
        throw new StatewrightError('NotADnsLabel', { value: part ?? text, max: 63 });
      }
    }
    if (given === undefined) throw new StatewrightError('NotADnsLabel', { value: text, max: 63 });
    if (text.includes('/') && (this.settings.namespace ?? given.namespace) !== given.namespace) {
      throw new UsageError(
        `"${text}" and -n ${this.settings.namespace ?? ''} name different namespaces.`,
        'Give the namespace once.',
      );
    }
    return given;
  }

  /** Lines of a result for people. */
  print(...lines: readonly string[]): void {
    this.world.terminal.out(lines.map((line) => `${line}\n`).join(''));
  }

  /** A result for programs, as JSON or YAML. */
  printData(value: unknown): void {
    this.world.terminal.out(
      this.output === 'yaml' ? yaml(value) : `${JSON.stringify(value, undefined, 2)}\n`,
    );
  }

  /** One of several results for programs that come one after the other: a line of JSON, or a document of YAML. */
  printNext(value: unknown): void {
    this.world.terminal.out(this.output === 'yaml' ? `---\n${yaml(value)}` : `${JSON.stringify(value)}\n`);
  }

  /** Something beside the result; left out when a program reads it. */
  note(...lines: readonly string[]): void {
    if (!this.structured) this.world.terminal.err(lines.map((line) => `${line}\n`).join(''));
  }

  /** An error in the form that was asked for. `more` goes into the structured form. */
  printError(error: unknown, more: Readonly<Record<string, unknown>> = {}, locate?: Locate): void {
    if (this.structured) this.world.terminal.err(`${errorJson(error, more)}\n`);
    else
      this.world.terminal.err(
        errorLines(error, this.paint, locate)
          .map((line) => `${line}\n`)
          .join(''),
      );
    if (this.options.debug && error instanceof Error) {
      for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
        this.world.terminal.err(`${cause.stack ?? cause.message}\n`);
      }
    }
  }
}
