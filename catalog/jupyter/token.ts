/** The Secret with the token of a cluster's servers, made once at random, and its key. */
export function tokenSecret(cluster: string): string {
  return `${cluster}-passwords`;
}
export const tokenKey = 'token';
