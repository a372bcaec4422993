import type { Departing } from './departing.js';
import { isExcluded, nodeNamed, type ClusterPicture } from './picture.js';
import { some } from './wording.js';

/** Roles without which writes stop; what elects has a guard of its own, the others are a convenience. */
const needed = (role: string): boolean => role === 'data' || role.startsWith('data_') || role === 'ingest';

/**
 * | member         | another member has each of its roles | departure | asked for | holds |
 * | -------------- | ------------------------------------ | --------- | --------- | ----- |
 * | has not joined |                                      | any       | any       | yes   |
 * | has joined     | yes                                  | any       | any       | yes   |
 * | has joined     | no                                   | restart   | 1         | yes   |
 * | has joined     | no                                   | else      | any       | no    |
 */
export function judgeRoles(
  picture: ClusterPicture,
  { name, departure, asked }: Departing,
): { readonly holds: boolean; readonly detail: string } {
  const node = nodeNamed(picture, name);
  if (node === undefined) return { holds: true, detail: `${name} is not in the cluster` };
  const others = picture.nodes.filter(
    (other) => other.name !== name && (departure === 'restart' || !isExcluded(picture, other.name)),
  );
  const roles = node.roles.filter(needed);
  const last = roles.filter((role) => !others.some((other) => other.roles.includes(role)));
  if (last.length === 0) {
    return {
      holds: true,
      detail:
        roles.length > 0 ? `${some(roles)}: others have them too` : `${name} has none that the cluster needs`,
    };
  }
  const detail = `${name} is the last with ${some(last)}`;
  return departure === 'restart' && asked === 1
    ? { holds: true, detail: `${detail}, and the only one asked for` }
    : { holds: false, detail };
}
