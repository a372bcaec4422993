import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, ServerCredentials, status, type handleUnaryCall } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRuntime } from './sandboxes.js';

let directory: string;
let server: Server | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'statewright-cri-'));
});
afterEach(async () => {
  server?.forceShutdown();
  server = undefined;
  await rm(directory, { recursive: true, force: true });
});

/** A runtime that answers with these bytes, on a socket of its own. */
async function answering(answer: handleUnaryCall<Buffer, Buffer>): Promise<string> {
  const socket = join(directory, 'cri.sock');
  const started = new Server();
  const bytes = (value: Buffer): Buffer => value;
  started.addService(
    {
      ListPodSandbox: {
        path: '/runtime.v1.RuntimeService/ListPodSandbox',
        requestStream: false,
        responseStream: false,
        requestSerialize: bytes,
        requestDeserialize: bytes,
        responseSerialize: bytes,
        responseDeserialize: bytes,
      },
    },
    { ListPodSandbox: answer },
  );
  await new Promise<void>((resolve, reject) => {
    started.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
  server = started;
  return socket;
}

const field = (number: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | 2, content.length]), content]);
const sandbox = (id: string): Buffer =>
  // An id, a state that is not asked for, and a field that newer runtimes may add.
  field(
    1,
    Buffer.concat([field(1, Buffer.from(id)), Buffer.from([3 << 3, 1]), field(9, Buffer.from('new'))]),
  );

describe('the sandboxes of the container runtime', () => {
  it('are known by their container ids, whatever else is said of them', async () => {
    const socket = await answering((_call, reply) =>
      reply(null, Buffer.concat([sandbox('a'), sandbox('b')])),
    );
    const runtime = createRuntime(socket);
    expect([...(await runtime.sandboxes())]).toEqual(['a', 'b']);
    runtime.close();
  });

  it('are none when the runtime says so', async () => {
    const runtime = createRuntime(await answering((_call, reply) => reply(null, Buffer.alloc(0))));
    expect((await runtime.sandboxes()).size).toBe(0);
    runtime.close();
  });

  it.each<[string, handleUnaryCall<Buffer, Buffer>]>([
    ['refuses', (_call, reply) => reply({ code: status.UNIMPLEMENTED, details: 'no such service' })],
    ['says what is no answer', (_call, reply) => reply(null, Buffer.from([0xff, 0xff]))],
    ['says a sandbox without an id', (_call, reply) => reply(null, field(1, Buffer.alloc(0)))],
  ])('are unknown when it %s', async (_, answer) => {
    const runtime = createRuntime(await answering(answer));
    await expect(runtime.sandboxes()).rejects.toMatchObject({ code: 'RuntimeUnavailable' });
    runtime.close();
  });

  it('are unknown when nobody listens', async () => {
    const runtime = createRuntime(join(directory, 'none.sock'));
    await expect(runtime.sandboxes()).rejects.toMatchObject({ code: 'RuntimeUnavailable' });
    runtime.close();
  });
});
