import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../kubernetes/index.js';
import { waitUntil } from '../../test/integration/harness/wait-until.js';
import { LinkWorker } from './link-worker.js';
import { createLinks } from './links.js';

/** Answers by the name of the host link; says nothing to `silent`, ends at `dies`. */
const script = `
const { createInterface } = require('node:readline');
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, host, netns } = JSON.parse(line);
  const say = (message) => console.log(JSON.stringify({ id, ...message }));
  if (host === 'dies') process.exit(3);
  if (host === 'silent') return;
  if (host === 'garbled') return console.log('?');
  if (host === 'strange') return say({ ok: true, result: 1 });
  if (host === 'slow') return setTimeout(() => say({ ok: true, result: { removed: true } }), 50);
  const error = (code, details) => say({ ok: false, error: { code, message: 'because', details } });
  if (host === 'conflict') return error('conflict', { address: '10.0.0.1', mac: 'aa' });
  if (host === 'foreign') return error('exists-foreign');
  say({ ok: true, result: { removed: host === 'there' } });
});`;

let worker: LinkWorker | undefined;
afterEach(async () => worker?.stop());

async function start() {
  const log: string[] = [];
  const made = new LinkWorker({
    program: process.execPath,
    args: ['-e', script],
    clock: systemClock,
    onLog: (line) => log.push(line),
  });
  worker = made;
  made.start();
  await waitUntil('it runs', () => made.trouble === undefined);
  return { made, log, links: createLinks(made) };
}

describe('the worker that makes links', () => {
  it('answers each request by its number, in whatever order', async () => {
    const { links } = await start();
    expect(await Promise.all([links.detach('slow'), links.detach('there'), links.detach('gone')])).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each([
    ['conflict', 'AddressInUse'],
    ['foreign', 'LinkOfAnother'],
    ['strange', 'LinkWorkerUnavailable'],
    ['dies', 'LinkWorkerUnavailable'],
  ])('"%s" is the error %s', async (host, code) => {
    const { links } = await start();
    await expect(links.detach(host)).rejects.toMatchObject({ code });
  });

  it('is started again after it ended, and whoever asked then hears that nothing is known', async () => {
    const { made, links, log } = await start();
    const { pid } = made;
    const asked = links.detach('silent');
    await expect(links.detach('dies')).rejects.toMatchObject({ code: 'LinkWorkerUnavailable' });
    await expect(asked).rejects.toMatchObject({ code: 'LinkWorkerUnavailable' });
    await waitUntil('another one runs', () => made.trouble === undefined && made.pid !== pid);
    expect(await links.detach('there')).toBe(true);
    expect(log.join()).toContain('exit code 3');
  });

  it('is not waited for longer than said', async () => {
    const { made } = await start();
    const { detachedSchema } = await import('./protocol.js');
    await expect(made.ask('detach', { host: 'silent' }, detachedSchema, 20)).rejects.toThrow('within 20 ms');
  });

  it('that says something else is heard in the log', async () => {
    const { made, log } = await start();
    const { detachedSchema } = await import('./protocol.js');
    await expect(made.ask('detach', { host: 'garbled' }, detachedSchema, 200)).rejects.toThrow();
    expect(log.join()).toContain('not a message');
  });
});
