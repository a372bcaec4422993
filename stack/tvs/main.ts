import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer, type Server as TlsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { splitAddress } from '../../api/settings.js';
import { administration } from './admin.js';
import { Api } from './api.js';
import { noDataPlane, type DataPlane } from './data-plane.js';
import { serveVips } from './data-plane/index.js';
import { Delivery } from './delivery.js';
import { Faults } from './faults.js';
import { serving } from './server.js';
import { readTvsSettings } from './settings.js';
import { lockState } from './state-lock.js';
import { VipStore } from './store.js';
import { Tokens } from './tokens.js';

/**
 * The reference TVS, a layer-4 balancer with the API of activities/tvs/openapi.yaml. SIGTERM ends it in good order; any other
 * end loses nothing that it acknowledged.
 */
const settings = readTvsSettings(process.env);
const log = (sentence: string): void => console.log(`${new Date().toISOString()} ${sentence}`);

async function openDataPlane(): Promise<DataPlane> {
  if (settings.TVS_DATA_PLANE === 'off') return noDataPlane;
  return serveVips({
    link: settings.TVS_LINK,
    directory: settings.TVS_RUN,
    refused: (refusals) => {
      delivery.refused(refusals.map(({ vip }) => vip));
      for (const { vip, reason } of refusals) log(`${vip.address} is not served: ${reason}`);
    },
    failed: (error) => log(`the data plane is not as it should be: ${String(error)}`),
  });
}

const servers: (Server | TlsServer)[] = [];
const tls = { cert: await readFile(settings.TVS_TLS_CERT), key: await readFile(settings.TVS_TLS_KEY) };
const tokens = await Tokens.read(settings.TVS_TOKENS_FILE, () => performance.now());
await mkdir(settings.TVS_STATE, { recursive: true, mode: 0o700 });
const lock = await lockState(settings.TVS_STATE);
const store = await VipStore.open({
  folder: settings.TVS_STATE,
  fileBytes: settings.TVS_JOURNAL_FILE_BYTES,
  filesKept: settings.TVS_JOURNAL_FILES,
  now: () => new Date(),
  onChange: () => delivery.changed(),
  onBroken: (error) => {
    log(`the journal could not be written: ${String(error)}`);
    process.exit(1);
  },
});
const delivery = new Delivery({
  dataPlane: await openDataPlane(),
  records: () => store.table.following(),
  pause: () => sleep(1_000, undefined, { ref: false }),
  log,
});
delivery.changed();

const faults = new Faults(Math.random);
const listener = serving({
  api: new Api({ store, tokens, appliedSeq: (id) => delivery.appliedSeq(id) }),
  faults,
  notReady: () => store.broken,
  log,
});
for (const text of settings.TVS_ADDRESS) {
  // Longer than clients keep idle connections, so that none is closed as a request is on its way.
  servers.push(await listening(createServer({ ...tls, keepAliveTimeout: 75_000 }, listener), text));
}
if (settings.TVS_ADMIN_ADDRESS !== undefined && settings.TVS_ADMIN_TOKEN_FILE !== undefined) {
  const token = (await readFile(settings.TVS_ADMIN_TOKEN_FILE, 'utf8')).trim();
  const admin = createHttpServer(administration(faults, token));
  servers.push(await listening(admin, settings.TVS_ADMIN_ADDRESS));
}
log(
  `TVS serves ${store.table.size} VIPs on ${settings.TVS_ADDRESS.join(', ')}, change ${store.seq} was the last`,
);

process.once('SIGTERM', () => {
  end().then(
    () => process.exit(0),
    (error: unknown) => {
      log(`it did not end in good order: ${String(error)}`);
      process.exit(1);
    },
  );
});

async function listening<S extends Server | TlsServer>(server: S, text: string): Promise<S> {
  server.listen(splitAddress(text));
  await once(server, 'listening');
  return server;
}

/** Requests under way have two seconds. */
async function end(): Promise<void> {
  const closed = servers.map((server) => once(server.close(), 'close'));
  for (const server of servers) server.closeIdleConnections();
  await Promise.race([Promise.all(closed), sleep(2_000)]);
  for (const server of servers) server.closeAllConnections();
  await delivery.close();
  await store.close();
  lock.close();
}
