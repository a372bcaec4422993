/** The file that tells a container runtime of the plugin. Runtimes take the first by name of those in their folder. */
export const configurationFile = '10-statewright.conflist';

/** The plugin's program, as the configuration names it and as it lies in the folder of plugins. */
export const pluginProgram = 'statewright-cni';

/** Endings that runtimes read: `ConfFiles` as called by go-cni (containerd) and ocicni (CRI-O). */
const endings = ['.conf', '.conflist', '.json'];

/**
 * What a runtime is told: calls go to this plugin, which hands them over on the agent's socket. Runtimes older than CNI 1.1 read
 * `cniVersion` alone; newer ones take the highest of both that they know, and with 1.1 ask for STATUS and GC.
 */
export function configuration(socket: string): string {
  const content = {
    cniVersion: '1.0.0',
    cniVersions: ['0.4.0', '1.0.0', '1.1.0'],
    name: 'statewright',
    plugins: [{ type: pluginProgram, socket }],
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** Files in the runtime's folder that belong to other plugins. */
export interface OtherConfigurations {
  /** The runtime takes the first of these instead of ours. */
  readonly before: readonly string[];
  /** It takes ours instead of these. */
  readonly after: readonly string[];
}

/** Sorts the names of a runtime's folder by what they mean for our configuration; those that no runtime reads are left out. */
export function otherConfigurations(names: readonly string[]): OtherConfigurations {
  const others = names
    .filter((name) => name !== configurationFile && endings.some((ending) => name.endsWith(ending)))
    .sort();
  return {
    before: others.filter((name) => name < configurationFile),
    after: others.filter((name) => name > configurationFile),
  };
}
