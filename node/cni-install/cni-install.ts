import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../controllers/runtime/observation.js';
import { configuration, configurationFile, otherConfigurations, pluginProgram } from './configuration.js';
import { putInPlace } from './put-in-place.js';

export interface CniInstallSettings {
  /** Where the plugin's program is to be copied from. */
  readonly program: string;
  /** Where the agent answers, as the runtime sees it. */
  readonly socket: string;
  /** The runtime's folder of plugins; undefined: somebody else puts the program there. */
  readonly binDirectory: string | undefined;
  /** The runtime's folder of configurations; undefined: somebody else tells the runtime. */
  readonly confDirectory: string | undefined;
  readonly log: Log;
}

/**
 * Tells the container runtime of the plugin: first its program, then the configuration, upon which the machine becomes Ready
 * and gets pods. To be called when the agent can attach them. Files of other plugins are told of in the log and never touched.
 */
export class CniInstall {
  #done = false;
  #trouble: string | undefined = 'the container runtime has not been told of the plugin yet';

  constructor(private readonly settings: CniInstallSettings) {}

  /** Undefined when everything is in place, else why not. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Puts in place what is not there yet. A failure becomes `trouble`, and the next call tries again. */
  async attempt(): Promise<void> {
    if (this.#done) return;
    try {
      await this.#install();
      this.#done = true;
      this.#trouble = undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const trouble = `the container runtime cannot be told of the plugin: ${reason}`;
      if (trouble !== this.#trouble) this.settings.log.warn({ reason }, 'the CNI plugin cannot be installed');
      this.#trouble = trouble;
    }
  }

  async #install(): Promise<void> {
    const { program, socket, binDirectory, confDirectory, log } = this.settings;
    if (binDirectory !== undefined) {
      const path = join(binDirectory, pluginProgram);
      if (await putInPlace(path, await readFile(program), 0o755))
        log.info({ path }, 'the CNI plugin is put in place');
    }
    if (confDirectory === undefined) return;
    const path = join(confDirectory, configurationFile);
    const written = await putInPlace(path, Buffer.from(configuration(socket)), 0o600);
    if (written) log.info({ path }, 'the container runtime is told of the CNI plugin');
    const { before, after } = otherConfigurations(await readdir(confDirectory));
    if (before.length > 0) {
      log.warn(
        { files: before },
        `another CNI configuration comes before ${configurationFile}; pods get its network`,
      );
    }
    if (after.length > 0)
      log.info({ files: after }, `other CNI configurations come after ${configurationFile}`);
  }
}
