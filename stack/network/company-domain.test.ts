import { expect, it } from 'vitest';
import { companyDomain } from './company-domain.js';

it.each([
  ['k8s.corp.example', 'corp.example'],
  ['cluster.local', 'local'],
  ['k8s', undefined],
])('the company of %s is %s', (clusterDomain, company) => {
  expect(companyDomain(clusterDomain)).toBe(company);
});
