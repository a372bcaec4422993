import { Counter } from 'prom-client';
import { StatewrightError } from '../api/errors/index.js';
import { catalogRules } from '../catalog/index.js';
import { createAddressReader } from '../controllers/admission/address-reader.js';
import { createAddressWriter } from '../controllers/admission/address-writer.js';
import { followCertificate, readCertificate } from '../controllers/admission/certificate.js';
import { factsFor } from '../controllers/admission/facts.js';
import { createMachineReader } from '../controllers/admission/machine-reader.js';
import { createPodAsker } from '../controllers/admission/pod-asker.js';
import { review } from '../controllers/admission/review.js';
import { serveAdmission } from '../controllers/admission/server.js';
import { systemClock } from '../kubernetes/index.js';
import { accessKubernetes } from './kubernetes-client.js';
import type { Role } from './role.js';
import { splitAddress } from '../api/settings.js';
import { readWebhookSettings } from './webhook-settings.js';

/** Milliseconds between two looks at the certificate's files. */
const certificateEveryMs = 10_000;
/** Milliseconds that reviews in flight are given when the process ends. */
const closingMs = 10_000;

/**
 * The role `webhook`: judges objects of our kinds for the API server until its signal, then answers what is in flight.
 * It keeps nothing, so any number may run at once.
 */
export const runWebhook: Role = async ({ settings, environment, logger, registry, signal, setNotReady }) => {
  const webhook = readWebhookSettings(environment);
  const files = { certFile: webhook.STATEWRIGHT_WEBHOOK_CERT, keyFile: webhook.STATEWRIGHT_WEBHOOK_KEY };
  const certificate = await readCertificate(files);
  const { connection, kubernetes } = accessKubernetes('webhook', settings);
  const reviews = new Counter({
    name: 'statewright_admission_reviews_total',
    help: 'Reviews answered, by outcome.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const warn = (what: string) => (error: unknown) => {
    const code = error instanceof StatewrightError ? error.code : undefined;
    logger.warn({ code, err: error }, what);
  };
  const sources = {
    rules: catalogRules,
    readMachines: createMachineReader(kubernetes, systemClock, warn('the machines cannot be read')),
    askAboutPods: createPodAsker(kubernetes, warn('Kubernetes cannot be asked about pods')),
    addresses: createAddressReader(kubernetes),
  };
  const server = await serveAdmission({
    ...splitAddress(webhook.STATEWRIGHT_WEBHOOK_ADDRESS),
    certificate,
    review: async (request) => {
      const response = review(request, await factsFor(request, sources));
      reviews.inc({ outcome: response.allowed ? 'allowed' : 'denied' });
      const { namespace, name, operation } = request;
      const causes = response.status?.details.causes.map(({ field, reason }) => ({ field, reason }));
      logger.info({ namespace, name, operation, allowed: response.allowed, causes }, 'reviewed');
      return response;
    },
    mutate: createAddressWriter(kubernetes),
    onFailure: warn('a review failed'),
  });
  try {
    setNotReady(undefined);
    logger.info({ address: webhook.STATEWRIGHT_WEBHOOK_ADDRESS }, 'reviewing');
    await followCertificate(files, certificate, {
      use: (next) => {
        server.use(next);
        logger.info('a new certificate is in use');
      },
      onFailure: warn('the new certificate cannot be used; the one before stays'),
      pause: () => systemClock.sleep(certificateEveryMs, signal),
      signal,
    });
  } finally {
    await server.close(closingMs);
    await connection.close();
  }
};
