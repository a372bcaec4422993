import { pauseImage } from '../images/pause.js';
import { machinePart } from '../machine/place.js';
import type { MachinePlace } from '../network/plan.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { configFile, configPath } from '../steps/config-file.js';
import type { Step } from '../steps/step.js';

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
    bin_dir = "/usr/lib/cni"
    conf_dir = "${configPath(stack, `cni-${name}`)}"

  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
`,
  );
}

/** The standard bridge: the machine routes between its pods and the LAN, and rewrites no address. */
function cni({ name, pods }: MachinePlace): Step {
  return configFile(`cni-${name}/10-pods.conflist`, () =>
    JSON.stringify({
      cniVersion: '1.0.0',
      name: 'pods',
      plugins: [
        {
          type: 'bridge',
          bridge: 'cni0',
          isGateway: true,
          ipMasq: false,
          hairpinMode: true,
          ipam: {
            type: 'host-local',
            ranges: [[{ subnet: pods }]],
            routes: [{ dst: '0.0.0.0/0' }],
            // Forgotten when the machine ends, as the pods are.
            dataDir: '/run/cni/addresses',
          },
        },
      ],
    }),
  );
}

export function containerd(stack: Stack, place: MachinePlace): Part {
  const url = `http://${place.address}:${metricsPort}`;
  return {
    name: `containerd-${place.name}`,
    summary: `runs the containers of ${place.name}`,
    kind: 'server',
    needs: [machinePart(place.name)],
    steps: [config(place), cni(place)],
    place: { kind: 'machine', machine: place.name },
    command: ['containerd', '--config', configPath(stack, `containerd-${place.name}.toml`)],
    ready: { kind: 'http', url: `${url}/v1/metrics` },
    address: '/run/containerd/containerd.sock inside',
  };
}
