import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HaproxyBalancer, HaproxyHost, runBySsh, type RunScript } from '../../activities/haproxy/index.js';
import { vipId } from '../../api/balancer/index.js';
import { run } from './harness/network-namespace.js';
import { vip } from './harness/vip-world.js';

let directory: string;
let bySsh: RunScript;

/** A real ssh server at the other end of a pipe: no port is opened, and only the key of this test is let in. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ssh-'));
  const [key, hostKey, config] = [
    join(directory, 'key'),
    join(directory, 'host-key'),
    join(directory, 'sshd.cfg'),
  ];
  for (const file of [key, hostKey]) await run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', file);
  await mkdir('/run/sshd', { recursive: true });
  await writeFile(
    config,
    `HostKey ${hostKey}\nAuthorizedKeysFile ${key}.pub\nStrictModes no\nPermitRootLogin yes\nUsePAM no\n`,
  );
  const options = {
    ProxyCommand: `/usr/sbin/sshd -i -e -f ${config}`,
    IdentityFile: key,
    IdentitiesOnly: 'yes',
    StrictHostKeyChecking: 'no',
    UserKnownHostsFile: '/dev/null',
    LogLevel: 'ERROR',
  };
  bySsh = runBySsh(
    'root@balancer',
    Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
  );
});
afterAll(async () => rm(directory, { recursive: true, force: true }));

it('hands arguments and input over as they are, whatever is in them', async () => {
  const strange = ["it's", '$HOME', 'two words', '', '"quoted"', '; echo no'];
  const { code, stdout } = await bySsh('printf "%s|" "$@"; cat; exit 7', strange, 'input\n');
  expect({ code, stdout }).toEqual({ code: 7, stdout: `${strange.join('|')}|input\n` });
});

it('keeps the VIPs of a HAProxy on another machine', async () => {
  const baseFile = join(directory, 'haproxy.cfg');
  await writeFile(baseFile, 'global\n  maxconn 100\n');
  const host = new HaproxyHost({ run: bySsh, directory, baseFile, reload: ['true'] });
  const balancer = new HaproxyBalancer(host, 'us');
  const wanted = vip('10.96.0.1', []);
  const recorded = await balancer.put(vipId('us', wanted.address), wanted, { kind: 'absent' });
  expect(await balancer.ofService(wanted.service)).toEqual([recorded]);
});
