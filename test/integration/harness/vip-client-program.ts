import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { ClientReply, ClientRequest } from './vip-traffic.js';

// Run inside a network namespace: opens connections and sends datagrams as told, and tells what came back.
const replyTimeoutMs = 1_000;
const connections = new Map<number, Socket>();
const senders = new Map<number, DatagramSocket>();

process.on('message', (request: ClientRequest) => {
  void answer(request)
    .catch((error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error))
    .then((text) => process.send?.({ turn: request.turn, text } satisfies ClientReply));
});

async function answer(request: ClientRequest): Promise<string> {
  const signal = AbortSignal.timeout(replyTimeoutMs);
  switch (request.kind) {
    case 'connect': {
      const { address, port, from } = request;
      const socket = connect({ host: address, port, ...(from === undefined ? {} : { localAddress: from }) });
      connections.set(request.turn, socket);
      const text = await heard(socket, signal);
      socket.on('error', () => undefined);
      return text;
    }
    case 'talk': {
      const socket = connections.get(request.connection);
      if (socket === undefined || socket.destroyed) return 'closed';
      socket.write('hello\n');
      return heard(socket, signal);
    }
    case 'send': {
      const { address, port, from, sender } = request;
      const socket = senders.get(sender) ?? createSocket(address.includes(':') ? 'udp6' : 'udp4');
      if (!senders.has(sender)) {
        senders.set(sender, socket);
        socket.bind(0, from);
        await once(socket, 'listening');
        socket.connect(port, address);
        await once(socket, 'connect');
      }
      const reply = once(socket, 'message', { signal });
      socket.send('hello');
      const [message] = (await reply) as [Buffer];
      return message.toString();
    }
    case 'hangUp':
      for (const socket of connections.values()) socket.destroy();
      connections.clear();
      return 'done';
  }
}

async function heard(socket: Socket, signal: AbortSignal): Promise<string> {
  const ended = once(socket, 'end', { signal }).then(() => 'closed');
  ended.catch(() => undefined);
  const data = once(socket, 'data', { signal }).then(([chunk]) => (chunk as Buffer).toString().trim());
  return Promise.race([data, ended]);
}
process.send?.('ready');
