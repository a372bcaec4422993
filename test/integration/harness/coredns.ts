import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createNameServer, type NameServer } from '../../../activities/dns/name-server.js';
import { cacheFolder } from '../../harness/cache-folder.js';
import { ServerProcess } from './child.js';
import type { ControlPlane } from './control-plane.js';
import { freePorts } from './ports.js';

/** CoreDNS as the embedded default has it, serving the Services of a control plane, and its zone to whoever asks. */
export class CoreDns {
  private constructor(
    private readonly server: ServerProcess,
    readonly nameServer: NameServer,
  ) {}

  static async start(plane: ControlPlane, zone: string): Promise<CoreDns> {
    const [port = 0, health = 0] = await freePorts(2);
    const file = join(plane.directory, 'Corefile');
    await writeFile(
      file,
      `.:${port} {
  bind 127.0.0.1
  errors
  ready 127.0.0.1:${health}
  kubernetes ${zone} in-addr.arpa ip6.arpa {
    kubeconfig ${await plane.kubeconfig()}
  }
  transfer ${zone} {
    to *
  }
}
`,
    );
    const binary = join(cacheFolder, 'bin/coredns');
    const server = ServerProcess.start(
      'coredns',
      binary,
      ['-conf', file],
      join(plane.directory, 'coredns.log'),
    );
    const nameServer = createNameServer({ name: 'coredns', host: '127.0.0.1', port });
    await server.ready(async () => (await nameServer.transfer(zone)).length > 2);
    return new CoreDns(server, nameServer);
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}
