import { serverWords, type Section, type Server } from '../../../api/balancer/haproxy/index.js';

/** A server as a running HAProxy has it. */
export interface RunningServer {
  readonly weight: number;
  readonly isTaking: boolean;
}

/** By backend, then by server. */
export type RunningServers = ReadonlyMap<string, ReadonlyMap<string, RunningServer>>;

/** A command of the runtime socket. */
export interface Command {
  readonly text: string;
  /** HAProxy deletes no server that has connections; it is asked again at a later change. */
  readonly mayFail: boolean;
}

/**
 * What brings the servers of one backend from what is running to what is wanted, without a reload:
 *
 * | running | wanted | then                                                    |
 * | ------- | ------ | ------------------------------------------------------- |
 * | no      | taking | add, enable its check, enable                           |
 * | no      | drain  | add; a server starts out of service                     |
 * | yes     | yes    | set weight and state where they differ                  |
 * | yes     | no     | out of service, so that open connections go on; delete  |
 */
export function serverCommands(
  { name, servers }: Pick<Section, 'name' | 'servers'>,
  running: ReadonlyMap<string, RunningServer>,
): readonly Command[] {
  const commands: Command[] = [];
  const must = (text: string): void => void commands.push({ text, mayFail: false });
  for (const [server, wanted] of servers) {
    const at = `${name}/${server}`;
    const before = running.get(server);
    if (before === undefined) {
      must(`add server ${at} ${serverWords(wanted)}`);
      if (wanted.healthCheck !== undefined) must(`enable health ${at}`);
    } else if (before.weight !== wanted.weight) {
      must(`set server ${at} weight ${wanted.weight}`);
    }
    if (wanted.isTaking !== (before?.isTaking ?? false)) {
      must(`set server ${at} state ${wanted.isTaking ? 'ready' : 'maint'}`);
    }
  }
  for (const [server, { isTaking }] of running) {
    if (servers.has(server)) continue;
    const at = `${name}/${server}`;
    if (isTaking) must(`set server ${at} state maint`);
    commands.push({ text: `del server ${at}`, mayFail: true });
  }
  return commands;
}

/** What is running once all commands have been followed; what has to be deleted may stay, out of service. */
export function runningAs(server: Server): RunningServer {
  return { weight: server.weight, isTaking: server.isTaking };
}

/** Above this many commands a reload is quicker, and disturbs less than a socket that is busy for long. */
const mostCommands = 2_000;

export type SectionsChange =
  | { readonly kind: 'none' }
  /** Only these sections have servers that differ. */
  | { readonly kind: 'commands'; readonly sections: readonly Section[] }
  | { readonly kind: 'reload'; readonly reason: string };

/**
 * | frames                          | servers                 | then     |
 * | ------------------------------- | ----------------------- | -------- |
 * | other than those that are loaded | any                     | reload   |
 * | as loaded                       | a few thousand changes  | reload   |
 * | as loaded                       | fewer                   | commands |
 * | as loaded                       | as running              | none     |
 *
 * `settled`: sections known to be loaded and running as they are. At ten thousand, looking at the others only is what
 * keeps a change quick.
 */
export function sectionsChange(
  loadedFrames: ReadonlyMap<string, string>,
  running: RunningServers,
  wanted: readonly Section[],
  settled: ReadonlySet<Section> = new Set(),
): SectionsChange {
  const open = wanted.filter((section) => !settled.has(section));
  const isLoaded =
    loadedFrames.size === wanted.length &&
    open.every(({ name, frame }) => loadedFrames.get(name) === frame.join('\n'));
  if (!isLoaded) return { kind: 'reload', reason: 'listeners differ' };
  const nobody: ReadonlyMap<string, RunningServer> = new Map();
  const changes = open
    .map((section) => ({ section, commands: serverCommands(section, running.get(section.name) ?? nobody) }))
    .filter(({ commands }) => commands.length > 0);
  if (changes.length === 0) return { kind: 'none' };
  const count = changes.reduce((sum, { commands }) => sum + commands.length, 0);
  if (count > mostCommands) return { kind: 'reload', reason: `${count} commands` };
  return { kind: 'commands', sections: changes.map(({ section }) => section) };
}
