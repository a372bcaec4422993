import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { StatewrightError } from '../../api/errors/index.js';

/** PEM texts. The key never goes into a message. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Reads the pair and proves that the two belong together. Throws StatewrightError `CertificateUnusable`. */
export async function readCertificate({ certFile, keyFile }: CertificateFiles): Promise<Certificate> {
  try {
    const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
    createSecureContext({ cert, key });
    return { cert, key };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be read';
    throw new StatewrightError('CertificateUnusable', { certFile, keyFile, reason });
  }
}

/**
 * Calls `use` whenever the files hold another pair than before. They are looked at rather than watched: a mounted
 * Secret changes by a swap of symbolic links, which file watchers miss. A pair that does not work is reported once
 * and the one before stays in use. Ends with the signal.
 */
export async function followCertificate(
  files: CertificateFiles,
  inUse: Certificate,
  follow: {
    readonly use: (certificate: Certificate) => void;
    readonly onFailure: (error: unknown) => void;
    /** Resolves when it is time to look again; rejects when the signal is aborted. */
    readonly pause: () => Promise<void>;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  let current = inUse;
  let reported = '';
  for (;;) {
    try {
      await follow.pause();
    } catch (error) {
      if (follow.signal.aborted) return;
      throw error;
    }
    try {
      const next = await readCertificate(files);
      reported = '';
      if (next.cert === current.cert && next.key === current.key) continue;
      follow.use(next);
      current = next;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== reported) follow.onFailure(error);
      reported = message;
    }
  }
}
