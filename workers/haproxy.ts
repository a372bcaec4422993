import { HaproxyBalancer, HaproxyHost, runBySsh, runLocally } from '../activities/haproxy/index.js';
import { neededByBalancer, type Settings } from './settings.js';

/** The plain HAProxy of the settings, on this machine or at the other end of ssh, for the cluster of that owner. */
export function haproxyOf(settings: Settings, owner: string): HaproxyBalancer {
  const { STATEWRIGHT_HAPROXY_SSH: target } = settings;
  return new HaproxyBalancer(
    new HaproxyHost({
      run: target === undefined ? runLocally : runBySsh(target, sshOptions(settings)),
      directory: neededByBalancer(settings, 'STATEWRIGHT_HAPROXY_DIRECTORY'),
      baseFile: settings.STATEWRIGHT_HAPROXY_CONFIG,
      reload: settings.STATEWRIGHT_HAPROXY_RELOAD,
    }),
    owner,
  );
}

/** Words for ssh. What is not set is as the user's own configuration of ssh has it. */
export function sshOptions({
  STATEWRIGHT_HAPROXY_SSH_KEY_FILE: key,
  STATEWRIGHT_HAPROXY_SSH_KNOWN_HOSTS_FILE: hosts,
}: Settings): readonly string[] {
  return [
    ...(key === undefined ? [] : ['-i', key, '-o', 'IdentitiesOnly=yes']),
    // A host that is not in the file is not trusted, whatever else the machine believes.
    ...(hosts === undefined ? [] : ['-o', `UserKnownHostsFile=${hosts}`, '-o', 'StrictHostKeyChecking=yes']),
  ];
}
