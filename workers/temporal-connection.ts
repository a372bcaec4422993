import { readFile } from 'node:fs/promises';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { StatewrightError } from '../api/errors/index.js';
import type { TemporalSettings } from '../client/index.js';
import type { Settings } from './settings.js';

async function read(path: string | undefined): Promise<Buffer | undefined> {
  return path === undefined ? undefined : readFile(path);
}

/** TLS and token from files, so that they never stand in an environment or a command line. */
async function security(settings: Settings): Promise<Pick<NativeConnectionOptions, 'tls' | 'apiKey'>> {
  const [crt, key, ca, token] = await Promise.all([
    read(settings.TEMPORAL_TLS_CERT),
    read(settings.TEMPORAL_TLS_KEY),
    read(settings.TEMPORAL_TLS_CA),
    read(settings.TEMPORAL_API_KEY_FILE),
  ]);
  const tls = {
    ...(ca && { serverRootCACertificate: ca }),
    ...(crt && key && { clientCertPair: { crt, key } }),
  };
  return {
    ...(Object.keys(tls).length > 0 && { tls }),
    ...(token && { apiKey: token.toString('utf8').trim() }),
  };
}

/** Where and how the client of the SDK connects. */
export async function temporalSettings(settings: Settings): Promise<TemporalSettings> {
  const { tls, apiKey } = await security(settings);
  return {
    address: settings.TEMPORAL_ADDRESS,
    namespace: settings.TEMPORAL_NAMESPACE,
    ...(tls && { tls }),
    ...(typeof apiKey === 'string' && { apiKey }),
  };
}

/**
 * Connects, and keeps trying for as long as `signal` allows: a process that starts before Temporal does must not be
 * restarted for it. `onFailure` hears each failed try.
 */
export async function connectToTemporal(
  settings: Settings,
  signal: AbortSignal,
  onFailure: (error: StatewrightError) => void,
): Promise<NativeConnection> {
  const options = { address: settings.TEMPORAL_ADDRESS, ...(await security(settings)) };
  for (;;) {
    try {
      return await NativeConnection.connect(options);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const failure = new StatewrightError('TemporalUnavailable', {
        address: settings.TEMPORAL_ADDRESS,
        reason,
      });
      onFailure(failure);
      if (signal.aborted) throw failure;
      await pause(2_000, signal);
    }
  }
}

/** Waits so many milliseconds, or less if the signal comes. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
