import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { listenersOf } from './listeners.js';

const heading =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const four = `${heading}
   0: 0100007F:1C41 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0000000000000000 100 0 0 10 0
   1: 00000000:192B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4243 1 0000000000000000 100 0 0 10 0
   2: 0A005A0A:2029 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4244 1 0000000000000000 100 0 0 10 0
   3: 0100007F:B7A2 0100007F:1C41 01 00000000:00000000 00:00000000 00000000     0        0 4245 1 0000000000000000 20 4 30 10 -1
   4: 0100007F:1C41 0100007F:B7A2 06 00000000:00000000 03:00001388 00000000     0        0 0 3 0000000000000000
`;
const six = `${heading}
   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 77 1 0000000000000000 100 0 0 10 0
   1: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 78 1 0000000000000000 100 0 0 10 0
   2: 000080FE00000000FF005450B6AD1DFE:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 79 1 0000000000000000 100 0 0 10 0
`;

describe('listenersOf', () => {
  it('takes sockets that listen on loopback or everywhere, and no others', () => {
    expect(listenersOf(four)).toEqual([
      { port: 7233, inode: '4242' },
      { port: 6443, inode: '4243' },
    ]);
    expect(listenersOf(six)).toEqual([
      { port: 80, inode: '77' },
      { port: 8080, inode: '78' },
    ]);
  });

  it('finds nothing in an empty table', () => {
    expect(listenersOf(`${heading}\n`)).toEqual([]);
    expect(listenersOf('')).toEqual([]);
  });

  describe('of this machine', () => {
    const servers: Server[] = [];
    afterEach(async () => {
      for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    });

    it.each([
      ['127.0.0.1', '/proc/net/tcp'],
      ['0.0.0.0', '/proc/net/tcp'],
    ])('sees a server on %s in %s', async (host, file) => {
      const server = createServer();
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, host, resolve));
      const bound = server.address();
      if (bound === null || typeof bound === 'string') throw new Error('the server has no port');
      const ports = listenersOf(await readFile(file, 'utf8')).map(({ port }) => port);
      expect(ports).toContain(bound.port);
    });
  });
});
