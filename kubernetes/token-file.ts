import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { z } from 'zod';

const usersSchema = z.looseObject({
  users: z
    .array(
      z.looseObject({
        name: z.string(),
        user: z.looseObject({ tokenFile: z.string().optional() }).nullish(),
      }),
    )
    .nullish(),
});

/**
 * Makes `users[].user.tokenFile` work: client-node 2.0.1 looks for `token-file`, which is not the name that
 * Kubernetes gave the field (k8s.io/client-go tools/clientcmd/api/v1 AuthInfo), and reads it only once. Its own
 * provider for the tokens of service accounts reads the file again every minute.
 */
export function honourTokenFiles(config: KubeConfig, files: readonly string[]): void {
  for (const file of files) {
    const { users } = usersSchema.parse(parse(readFileSync(file, 'utf8')));
    for (const { name, user } of users ?? []) {
      if (user?.tokenFile === undefined) continue;
      const tokenFile = resolve(dirname(file), user.tokenFile);
      const authProvider = { name: 'tokenFile', config: { tokenFile } };
      config.users = config.users.map((known) => (known.name === name ? { ...known, authProvider } : known));
    }
  }
}

/** The files that client-node reads by default; none inside a pod. */
export function defaultKubeConfigFiles(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  if (env.KUBECONFIG !== undefined && env.KUBECONFIG !== '') {
    return env.KUBECONFIG.split(':').filter((file) => file !== '');
  }
  const file = join(env.HOME ?? '/', '.kube', 'config');
  return existsSync(file) ? [file] : [];
}
