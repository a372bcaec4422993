import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ServerProcess } from './child.js';

/** A real containerd with a folder of its own and no sandbox. */
export class ContainerRuntime {
  private constructor(
    readonly socketPath: string,
    private readonly server: ServerProcess,
  ) {}

  static async start(directory: string): Promise<ContainerRuntime> {
    const folder = join(directory, 'containerd');
    await mkdir(folder);
    const socketPath = join(folder, 'containerd.sock');
    const config = [
      'version = 2',
      `root = "${folder}/root"`,
      `state = "${folder}/state"`,
      `plugin_dir = "${folder}/plugins"`,
      'disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs"]',
      '[grpc]',
      `  address = "${socketPath}"`,
      '[ttrpc]',
      `  address = "${socketPath}.ttrpc"`,
      `[plugins."io.containerd.internal.v1.opt"]`,
      `  path = "${folder}/opt"`,
      '[plugins."io.containerd.grpc.v1.cri".cni]',
      `  conf_dir = "${folder}/cni"`,
      '',
    ].join('\n');
    await writeFile(join(folder, 'config.toml'), config);
    const args = ['--config', join(folder, 'config.toml')];
    const server = ServerProcess.start('containerd', 'containerd', args, join(folder, 'containerd.log'));
    await server.ready(() => Promise.resolve(existsSync(socketPath)));
    return new ContainerRuntime(socketPath, server);
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}
