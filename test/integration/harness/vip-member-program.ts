import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

// Run inside a network namespace with a port and addresses: on each, TCP and UDP tell that address and who asks, and
// TCP then repeats what it hears.
const [port, ...addresses] = process.argv.slice(2);
for (const address of addresses) {
  createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(`${address} ${socket.remoteAddress ?? ''}\n`);
    socket.pipe(socket);
  }).listen(Number(port), address);
  const datagrams = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  datagrams.on('message', (_, sender) =>
    datagrams.send(`${address} ${sender.address}`, sender.port, sender.address),
  );
  datagrams.bind(Number(port), address);
}
process.send?.('ready');
