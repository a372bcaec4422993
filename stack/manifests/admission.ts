import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Stack } from '../stack.js';

/** Where the webhook listens. */
export function webhookAddress({ network }: Stack): string {
  return `${network.controlPlane}:9443`;
}

const entries = z.array(z.looseObject({ name: z.string() }));

/** Tells the API server to ask the platform's webhook, as the chart does, but by address: it is no pod here. */
export async function admission(stack: Stack): Promise<readonly object[]> {
  const authority = await readFile(join(stack.paths.secrets, 'ca.crt'));
  const configuration = async (kind: string, file: string, path: string): Promise<object> => {
    const text = await readFile(
      join(stack.paths.project, 'charts/statewright/files/admission', file),
      'utf8',
    );
    return {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind,
      metadata: { name: 'statewright-stack' },
      webhooks: entries.parse(parse(text)).map((entry) => ({
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        matchPolicy: 'Equivalent',
        failurePolicy: 'Fail',
        timeoutSeconds: 10,
        ...entry,
        clientConfig: {
          url: `https://${webhookAddress(stack)}${path}`,
          caBundle: authority.toString('base64'),
        },
      })),
    };
  };
  return Promise.all([
    configuration('ValidatingWebhookConfiguration', 'validating.yaml', '/validate'),
    configuration('MutatingWebhookConfiguration', 'mutating.yaml', '/mutate'),
  ]);
}
