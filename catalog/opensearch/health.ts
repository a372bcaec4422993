import type { ComponentAccess, ComponentHealth } from '../../api/component.js';
import { StatewrightError } from '../../api/errors/index.js';

export function opensearchHealth(access: ComponentAccess): Promise<ComponentHealth> {
  throw new StatewrightError('ComponentUnavailable', {
    component: 'OpenSearch',
    address: access.endpoints.join(', '),
    reason: 'no member is ready',
  });
}
