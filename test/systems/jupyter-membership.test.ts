import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Member } from '../../api/membership.js';
import { jupyter } from '../../catalog/jupyter/index.js';
import { jupyterMembership } from '../../catalog/jupyter/membership.js';
import { jupyterCluster } from '../harness/jupyter-cluster.js';
import { PythonMembers } from '../integration/harness/python-members.js';

const server: Member = { nodeType: 'server', ordinal: 0 };
const token = 'of-the-test-alone';

// One life of one server, told in order.
describe('a JupyterLab', () => {
  let members: PythonMembers;
  const membership = jupyterMembership();
  const access = () => members.access(server);
  const failing = async () => (await membership.guards(access(), 'offline')).filter(({ holds }) => !holds);
  const url = (path: string) => `http://${members.address(server)}:8888${path}`;
  const call = async (method: string, path: string, body?: unknown) => {
    const reply = await fetch(url(path), {
      method,
      headers: { authorization: `token ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    expect(reply.ok, `${method} ${path}: ${reply.status}`).toBe(true);
    return reply.json();
  };
  /** As a browser has a cell run. */
  const execute = (kernel: string, code: string) => {
    const message = {
      header: {
        msg_id: 'one',
        msg_type: 'execute_request',
        session: 's',
        username: '',
        version: '5.3',
        date: '',
      },
      parent_header: {},
      metadata: {},
      channel: 'shell',
      content: { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false },
    };
    const socket = join(import.meta.dirname, 'jupyter-execute.py');
    const address = `${url(`/api/kernels/${kernel}/channels`).replace('http', 'ws')}?token=${token}`;
    return members.program('cell', [socket, address, JSON.stringify(message)]);
  };
  const started = async () =>
    ((await call('POST', '/api/kernels', { name: 'python3' })) as { id: string }).id;
  const settled = () => members.until('it has settled', async () => (await membership.settle(access())).done);

  beforeAll(async () => {
    members = await PythonMembers.prepare(
      jupyter,
      jupyterCluster({
        nodeTypes: [{ name: 'server', replicas: 1, config: { 'statewright.dask': 'compute' } }],
      }),
      '47.2',
      ['/tmp', '/var/lib/jupyter/home'],
      { token },
    );
    await members.start(server);
    await settled();
  });

  afterAll(async () => {
    await members.end();
  });

  it('answers, tells its figures to all and the rest to those who have the token', async () => {
    expect(await jupyter.health(access())).toMatchObject({ state: 'Healthy', joined: 1 });
    expect(await (await fetch(url('/metrics'))).text()).toContain('kernel_currently_running_total');
    expect((await fetch(url('/api/status'))).status).toBe(403);
    expect((await fetch(url('/lab'), { headers: { authorization: `token ${token}` } })).status).toBe(200);
    const strange = { ...access(), secret: () => Promise.resolve({ token: 'another' }) };
    await expect(membership.settle(strange)).rejects.toMatchObject({ code: 'ComponentUnavailable' });
  });

  it('is kept by a kernel that computes, and goes when it is idle: a notebook is there afterwards', async () => {
    const notebook = { cells: [], metadata: { of: 'the test' }, nbformat: 4, nbformat_minor: 5 };
    await call('PUT', '/api/contents/kept.ipynb', { type: 'notebook', format: 'json', content: notebook });
    const kernel = await started();
    const code =
      'import os, time\nopen("mark", "w").write(os.environ["DASK_SCHEDULER_ADDRESS"])\nwhile not os.path.exists("enough"): time.sleep(0.1)';
    const cell = execute(kernel, code);
    await members.until('it is busy', async () =>
      (await failing()).some(({ name }) => name === 'No kernel is busy'),
    );
    await members.until('the cell runs', async () => {
      const file = (await call('GET', '/api/contents?content=1')) as { content: readonly { name: string }[] };
      return file.content.some(({ name }) => name === 'mark');
    });
    expect(await failing()).toMatchObject([
      { detail: expect.stringContaining('1 of 1 kernels on lab-server-0 are busy') as string },
    ]);
    const waiting = await membership.drain(access());
    expect(waiting).toMatchObject({ done: false, remaining: { kernels: 1 } });

    await call('PUT', '/api/contents/enough', { type: 'file', format: 'text', content: '' });
    await members.until('the kernel is idle', async () => (await failing()).length === 0);
    await members.until('it is drained', async () => (await membership.drain(access())).done);
    expect(await call('GET', '/api/kernels')).toEqual([]);
    await members.until('the cell has ended', () => Promise.resolve(!cell.running));

    await members.stop(server);
    await members.start(server);
    await settled();
    expect(await call('GET', '/api/contents/kept.ipynb')).toMatchObject({
      content: { metadata: { of: 'the test' } },
    });
    expect(await call('GET', '/api/contents/mark')).toMatchObject({
      content: 'tcp://compute.team-a.svc:8786',
    });
  });

  it('comes back after it was killed with a kernel, which is lost, and its files, which are not', async () => {
    await started();
    await members.kill(server);
    expect(await membership.drain(access())).toMatchObject({ done: true });
    await expect(jupyter.health(access())).rejects.toMatchObject({ code: 'ComponentUnavailable' });
    await members.start(server);
    await settled();
    expect(await call('GET', '/api/kernels')).toEqual([]);
    expect(await call('GET', '/api/contents/kept.ipynb')).toMatchObject({ type: 'notebook' });
    const log = await readFile(join(members.directory, 'lab-server-0.log'), 'utf8');
    expect(log).not.toContain(token);
  });
});
