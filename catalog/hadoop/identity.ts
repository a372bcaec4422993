/** Whether a name that a server reports is this host's: servers know members by full names, with the domain behind. */
export function isHost(reported: string, host: string): boolean {
  return reported === host || reported.startsWith(`${host}.`);
}
