import { join } from 'node:path';
import { kubeconfigPath } from '../certificates/identities.js';
import { helperPod, provisionerConfig, volumesConfigMap, volumesNamespace } from '../manifests/volumes.js';
import { shellImage } from '../images/index.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { configFile, configPath } from '../steps/config-file.js';
import { network } from '../steps/network.js';
import { localPathProgram } from '../steps/programs.js';
import { secrets } from '../steps/secrets.js';

const config = configFile('volumes/config.json', () => JSON.stringify(provisionerConfig));
const helper = configFile('volumes/helperPod.yaml', () => helperPod);

/** Makes a directory on the right machine for each claim of the default StorageClass, and removes it with the claim. */
export function volumes(stack: Stack): Part {
  return {
    name: 'volumes',
    summary: 'makes volumes for claims',
    kind: 'server',
    needs: ['cluster-setup'],
    steps: [localPathProgram, network, secrets, config, helper],
    place: { kind: 'controlPlane' },
    command: [
      join(stack.paths.bin, 'local-path-provisioner'),
      'start',
      ...['--kubeconfig', kubeconfigPath(stack, 'volumes')],
      ...['--config', configPath(stack, 'volumes/config.json')],
      ...['--helper-pod-file', configPath(stack, 'volumes/helperPod.yaml')],
      ...['--helper-image', shellImage],
      ...['--provisioner-name', 'statewright.io/directories'],
      ...['--namespace', volumesNamespace, '--configmap-name', volumesConfigMap],
      ...['--service-account-name', 'volumes'],
    ],
    ready: { kind: 'none' },
  };
}
