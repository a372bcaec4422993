import { stringify } from 'yaml';
import { addressCrds } from '../api/crd/address-crds.js';
import { advancedStatefulSetCrd } from '../api/crd/advanced-stateful-set-crd.js';
import { distributedClusterCrd } from '../api/crd/distributed-cluster-crd.js';
import { apiReference } from '../api/crd/reference.js';
import { catalogRules } from '../catalog/index.js';

export interface GeneratedFile {
  /** Relative to the root of the project. */
  readonly file: string;
  readonly content: string;
}

const yamlHeader = '# Made from api/ and catalog/ by `npm run generate`. Changes here are lost.\n';

/** Everything in the project that is made from api/ and catalog/, as it should be now. */
export function generatedFiles(): readonly GeneratedFile[] {
  const definitions = [distributedClusterCrd(catalogRules), advancedStatefulSetCrd(), ...addressCrds()].map(
    (crd) => ({
      file: `charts/statewright/crds/${crd.metadata.name}.yaml`,
      content: yamlHeader + stringify(crd, { lineWidth: 0, aliasDuplicateObjects: false }),
    }),
  );
  return [...definitions, { file: 'docs/api-reference.md', content: apiReference(catalogRules) }];
}
