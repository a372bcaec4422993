import { describe, expect, it } from 'vitest';
import { completedTemplate } from './completed-template.js';
import type { PodTemplate } from './pod-template.js';

const policyFor = (image: string): unknown =>
  completedTemplate({ spec: { containers: [{ name: 'app', image }] } }).spec.containers[0]?.imagePullPolicy;

describe('a template as apps/v1 keeps it', () => {
  it.each([
    ['web', 'Always'],
    ['web:latest', 'Always'],
    ['registry.example:5000/web', 'Always'],
    ['web:1', 'IfNotPresent'],
    ['registry.example:5000/web:1', 'IfNotPresent'],
    ['web@sha256:abc', 'IfNotPresent'],
    ['web:1@sha256:abc', 'IfNotPresent'],
    ['web:latest@sha256:abc', 'Always'],
  ])('pulls %s %s', (image, policy) => {
    expect(policyFor(image)).toBe(policy);
  });

  it('writes amounts, accounts and sources out', () => {
    const template: PodTemplate = {
      metadata: { labels: { requests: '0.5' } },
      spec: {
        serviceAccountName: 'web',
        nodeSelector: { sizeLimit: '1024Mi' },
        overhead: { cpu: 0.5 },
        containers: [
          {
            name: 'app',
            image: 'web:1',
            imagePullPolicy: 'Never',
            resources: { requests: { cpu: 0.5, memory: '1024Mi' }, limits: { cpu: '1000m' } },
            env: [
              { name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '0.001' } } },
            ],
          },
        ],
        initContainers: [{ name: 'init', image: 'init' }],
        volumes: [
          { name: 'scratch' },
          { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '1024Ki' } },
          { name: 'files', image: { reference: 'files:1' } },
        ],
      },
    };
    expect(completedTemplate(template)).toEqual({
      metadata: { labels: { requests: '0.5' } },
      spec: {
        serviceAccountName: 'web',
        serviceAccount: 'web',
        nodeSelector: { sizeLimit: '1024Mi' },
        overhead: { cpu: '500m' },
        containers: [
          {
            name: 'app',
            image: 'web:1',
            imagePullPolicy: 'Never',
            resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1' } },
            env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } }],
          },
        ],
        initContainers: [{ name: 'init', image: 'init', imagePullPolicy: 'Always' }],
        volumes: [
          { name: 'scratch', emptyDir: {} },
          { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
          { name: 'files', image: { reference: 'files:1', pullPolicy: 'IfNotPresent' } },
        ],
      },
    });
  });

  it('is not changed again', () => {
    const once = completedTemplate({
      spec: { serviceAccount: 'a', containers: [{ name: 'app', image: 'x' }] },
    });
    expect(completedTemplate(once)).toEqual(once);
    expect(once.spec.serviceAccountName).toBe('a');
  });
});
