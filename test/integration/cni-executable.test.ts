import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createRawServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { builtCniProgram } from './harness/cni-program.js';

let program: string;
let directory: string;
let socket: string;
let close: () => void;
beforeAll(async () => {
  program = await builtCniProgram();
});
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'statewright-cni-'));
  socket = join(directory, 'cni.sock');
  close = () => undefined;
});
afterEach(async () => {
  close();
  await rm(directory, { recursive: true });
});

const errorSchema = z.strictObject({
  cniVersion: z.string(),
  code: z.int(),
  msg: z.string(),
  details: z.string().optional(),
});

interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls the program as a runtime does. */
function call(
  command: string,
  config: Readonly<Record<string, unknown>> | string = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const whole = { cniVersion: '1.1.0', name: 'pods', type: 'statewright-cni', socket };
  return new Promise((resolve) => {
    const env = {
      CNI_COMMAND: command,
      CNI_CONTAINERID: 'c1',
      CNI_NETNS: '/run/netns/a',
      CNI_IFNAME: 'eth0',
      CNI_ARGS: 'K8S_POD_NAME=p',
      CNI_PATH: '/opt/cni/bin',
      ...environment,
    };
    const child = execFile(program, { env }, (error, stdout, stderr) =>
      resolve({ exit: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
    child.stdin?.end(typeof config === 'string' ? config : JSON.stringify({ ...whole, ...config }));
  });
}

async function failureOf(outcome: Promise<Outcome>): Promise<z.infer<typeof errorSchema>> {
  const { exit, stdout } = await outcome;
  expect(exit).toBe(1);
  return errorSchema.parse(JSON.parse(stdout));
}

/** An agent that answers all requests so; returns what it was asked. */
async function agent(status: number, answer: string, answers = true): Promise<unknown[]> {
  const asked: unknown[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      asked.push({ method: request.method, url: request.url, body });
      if (answers) response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  return asked;
}

describe('the agent', () => {
  it('is handed the call and the configuration, and its result goes to the runtime as it is', async () => {
    const answer = '{"cniVersion":"1.1.0","ips":[{"address":"10.90.64.5/16"}], "x": 1}';
    const asked = await agent(200, answer);
    const valid = [{ containerID: 'a', ifname: 'eth0' }];
    const extra = { 'cni.dev/valid-attachments': valid, prevResult: { deep: [1, { x: null }] } };
    expect(await call('ADD', extra)).toEqual({ exit: 0, stdout: answer, stderr: '' });
    const config = { cniVersion: '1.1.0', name: 'pods', type: 'statewright-cni', socket, ...extra };
    const body = {
      ...{ command: 'ADD', containerId: 'c1', netns: '/run/netns/a', ifname: 'eth0', args: 'K8S_POD_NAME=p' },
      ...{ path: '/opt/cni/bin', validAttachments: valid, config },
    };
    expect(asked).toEqual([{ method: 'POST', url: '/cni', body }]);
  });

  it.each(['DEL', 'CHECK', 'GC', 'STATUS'])('may answer %s without words', async (command) => {
    await agent(200, '');
    expect(await call(command)).toEqual({ exit: 0, stdout: '', stderr: '' });
  });

  it.each(['ADD', 'DEL', 'CHECK', 'GC', 'STATUS'])('refuses %s in its own words', async (command) => {
    const error = { cniVersion: '1.1.0', code: 101, msg: 'It is in use.', details: 'by aa' };
    await agent(500, JSON.stringify(error));
    expect(await failureOf(call(command))).toEqual(error);
  });

  it('may say much', async () => {
    const answer = JSON.stringify({ cniVersion: '1.1.0', dns: { search: ['x'.repeat(1_000_000)] } });
    await agent(200, answer);
    expect((await call('ADD')).stdout).toBe(answer);
  });
});

const nobody = () => Promise.resolve();
const fallsSilent = async () => {
  await agent(200, '', false);
};
const speaksOtherwise = async () => {
  const server = createRawServer((connection) =>
    connection.on('error', () => undefined).end('SSH-2.0-x\r\n'),
  );
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  close = () => server.close();
};
const dies = async () => {
  const cut = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{"cni';
  const server = createRawServer((connection) =>
    connection.on('error', () => undefined).once('data', () => connection.end(cut)),
  );
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  close = () => server.close();
};

describe.each<[string, () => Promise<void>, string]>([
  ['is not there', nobody, 'no such file'],
  ['does not answer in time', fallsSilent, 'timeout'],
  ['is another program', speaksOtherwise, 'HTTP'],
  ['dies while it answers', dies, 'unexpected EOF'],
])('an agent that %s', (_what, begin, why) => {
  const config = { timeoutSeconds: 0.3 };
  beforeEach(begin);

  it.each([
    ['ADD', 11],
    ['CHECK', 11],
    ['GC', 11],
    ['STATUS', 50],
  ])('is for %s the code %i', async (command, code) => {
    const failure = await failureOf(call(command, config));
    expect(failure).toMatchObject({ cniVersion: '1.1.0', code });
    expect(failure.details).toContain(why);
  });

  it('does not keep a pod from being deleted', async () => {
    const { exit, stdout, stderr } = await call('DEL', config);
    expect([exit, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/^statewright-cni: .*c1.*\n$/);
  });
});

describe('without asking the agent, the program', () => {
  it('says which versions it speaks', async () => {
    const { exit, stdout } = await call('VERSION', { cniVersion: '1.0.0' });
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      cniVersion: '1.0.0',
      supportedVersions: ['0.4.0', '1.0.0', '1.1.0'],
    });
  });

  it.each<[string, number, string, string | Record<string, unknown>, Record<string, string>]>([
    ['a version it does not speak', 1, 'ADD', { cniVersion: '0.3.1' }, {}],
    ['STATUS in a version that has none', 1, 'STATUS', { cniVersion: '1.0.0' }, {}],
    ['an unknown command', 4, 'REMOVE', {}, {}],
    ['a missing variable', 4, 'ADD', {}, { CNI_NETNS: '' }],
    ['a missing variable of DEL', 4, 'DEL', {}, { CNI_CONTAINERID: '' }],
    ['half a configuration', 6, 'ADD', '{"cniVersion":', {}],
    ['no configuration', 6, 'DEL', '', {}],
    ['a time-out below 0', 7, 'ADD', { timeoutSeconds: -1 }, {}],
  ])('refuses %s with the code %i', async (_what, code, command, config, environment) => {
    expect(await failureOf(call(command, config, environment))).toMatchObject({ code });
  });
});
