import { Runtime } from '@temporalio/worker';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { StatewrightError } from '../api/errors/index.js';
import { splitAddress } from '../api/settings.js';
import { readCommandLine } from './command-line.js';
import { serveHealth } from './health-server.js';
import { createLogger, temporalLogger, type Logger } from './logging.js';
import type { Role } from './role.js';
import { readSettings, type Settings } from './settings.js';

/**
 * Roles by name, each loaded only when it is the one to run: a webhook needs no Temporal bridge in its memory.
 * `usesTemporal` says whether the SDK's core runs in the process and has metrics of its own.
 */
const roles: Readonly<Record<string, { readonly usesTemporal: boolean; load(): Promise<Role> }>> = {
  orchestrator: { usesTemporal: true, load: async () => (await import('./orchestrator.js')).runOrchestrator },
  controller: { usesTemporal: false, load: async () => (await import('./controller.js')).runController },
  webhook: { usesTemporal: false, load: async () => (await import('./webhook.js')).runWebhook },
  node: { usesTemporal: true, load: async () => (await import('./node.js')).runNode },
  promote: { usesTemporal: true, load: async () => (await import('./promoter.js')).runPromoter },
};

/** The SDK's core serves its metrics on loopback, this far above the port of the process's own. */
const sdkMetricsOffset = 10_000;

async function main(words: readonly string[]): Promise<number> {
  const { role: name, settings: given } = readCommandLine(words);
  const role = name === undefined ? undefined : roles[name];
  if (name === undefined || role === undefined) {
    process.stderr.write(
      `Usage: main.js <${Object.keys(roles).join('|')}>\n       main.js controller [--kind <statewright.io|apps/v1>]...\nSettings are environment variables; see docs/operations.md.\n`,
    );
    return 2;
  }
  const settings = readSettings({ ...process.env, ...given });
  const logger = createLogger(name, settings.STATEWRIGHT_LOG_LEVEL);
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const sdkMetrics = role.usesTemporal ? installRuntime(settings, logger) : undefined;

  const ending = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.info({ signal }, 'ending: finishing what is in flight');
      ending.abort();
    });
  }
  let notReady: string | undefined = 'starting';
  const closeHealth = await serveHealth({
    address: settings.STATEWRIGHT_METRICS_ADDRESS,
    registry,
    ...(sdkMetrics !== undefined && { sdkMetrics }),
    notReady: () => (ending.signal.aborted ? 'ending' : notReady),
  });
  try {
    const run = await role.load();
    await run({
      settings,
      environment: process.env,
      logger,
      registry,
      signal: ending.signal,
      setNotReady: (reason) => {
        notReady = reason;
      },
    });
    logger.info('ended');
    return 0;
  } catch (error) {
    const code = error instanceof StatewrightError ? error.code : undefined;
    logger.fatal({ code, err: error }, 'cannot go on');
    return 1;
  } finally {
    await closeHealth();
  }
}

function installRuntime(settings: Settings, logger: Logger): string {
  const { port } = splitAddress(settings.STATEWRIGHT_METRICS_ADDRESS);
  const bindAddress = `127.0.0.1:${port > 50_000 ? port - sdkMetricsOffset : port + sdkMetricsOffset}`;
  Runtime.install({
    logger: temporalLogger(logger),
    // The process decides itself what a signal means.
    shutdownSignals: [],
    telemetryOptions: { metrics: { prometheus: { bindAddress } } },
  });
  return bindAddress;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
