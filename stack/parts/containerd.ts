import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pauseImage } from '../images/pause.js';
import { machinePart } from '../machine/place.js';
import type { MachinePlace } from '../network/plan.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { configFile, configPath } from '../steps/config-file.js';
import { cni, cniProgram } from '../steps/programs.js';
import type { Step } from '../steps/step.js';
import { cniSocket } from './node-agent.js';

const metricsPort = 1338;

function config({ name, address }: MachinePlace): Step {
  return configFile(
    `containerd-${name}.toml`,
    (stack) => `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]

[grpc]
  address = "/run/containerd/containerd.sock"

[metrics]
  address = "${address}:${metricsPort}"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  # Lowering it needs a capability that a guest of a guest may lack; then every sandbox would fail.
  restrict_oom_score_adj = true

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${pluginFolder(stack)}"
    conf_dir = "${configPath(stack, 'cni')}"

  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
`,
  );
}

const cniConfig = configFile('cni/10-statewright.conflist', () =>
  JSON.stringify({
    cniVersion: '1.0.0',
    name: 'statewright',
    plugins: [{ type: cni.name, socket: cniSocket }],
  }),
);

function pluginFolder(stack: Stack): string {
  return configPath(stack, 'cni-plugins');
}

/** All plugins lie in one folder: ours, and the standard one for the loopback, which containerd asks for by itself. */
const plugins: Step = {
  name: 'cni-plugins',
  needs: [cniProgram],
  async run({ stack }) {
    const folder = pluginFolder(stack);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await symlink('/usr/lib/cni/loopback', join(folder, 'loopback'));
    await symlink(join(stack.paths.bin, cni.name), join(folder, cni.name));
  },
};

export function containerd(stack: Stack, place: MachinePlace): Part {
  const url = `http://${place.address}:${metricsPort}`;
  return {
    name: `containerd-${place.name}`,
    summary: `runs the containers of ${place.name}`,
    kind: 'server',
    needs: [machinePart(place.name)],
    steps: [config(place), cniConfig, plugins],
    place: { kind: 'machine', machine: place.name },
    command: ['containerd', '--config', configPath(stack, `containerd-${place.name}.toml`)],
    ready: { kind: 'http', url: `${url}/v1/metrics` },
    address: '/run/containerd/containerd.sock inside',
  };
}
