import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stack } from '../stack.js';

/** Where the webhook listens. */
export function webhookAddress({ network }: Stack): string {
  return `${network.controlPlane}:9443`;
}

/** Tells the API server to ask the platform's webhook, as the chart does, but by address: it is no pod here. */
export async function admission(stack: Stack): Promise<object> {
  const authority = await readFile(join(stack.paths.secrets, 'ca.crt'));
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'statewright-stack' },
    webhooks: [
      {
        name: 'admission.statewright.io',
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        matchPolicy: 'Equivalent',
        failurePolicy: 'Fail',
        timeoutSeconds: 10,
        clientConfig: {
          url: `https://${webhookAddress(stack)}/validate`,
          caBundle: authority.toString('base64'),
        },
        rules: [
          {
            apiGroups: ['statewright.io'],
            apiVersions: ['v1alpha1'],
            resources: ['distributedclusters', 'advancedstatefulsets'],
            operations: ['CREATE', 'UPDATE'],
            scope: 'Namespaced',
          },
        ],
        matchConditions: [
          // What is being deleted only loses its finalizers; that must work with the webhook down.
          { name: 'not-being-deleted', expression: '!has(object.metadata.deletionTimestamp)' },
        ],
      },
    ],
  };
}
