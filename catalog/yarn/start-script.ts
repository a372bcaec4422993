import { scriptHead, server } from '../hadoop/start-script.js';

const yarn = 'org.apache.hadoop.yarn.server';

/**
 * The ResourceManager begins with nobody leaving: a NodeManager that it finds in the file when it comes up it sends away at
 * once, with all that runs there. Who still is to leave is named again by whoever drains it, and leaves gracefully.
 */
const managerScript = `${scriptHead}for volume in /var/lib/hadoop/*; do
  : > "$volume/leaving"
  mkdir -p "$volume/state"
done
exec ${server(`${yarn}.resourcemanager.ResourceManager`)}
`;

const nodeScript = `${scriptHead}exec ${server(`${yarn}.nodemanager.NodeManager`)}
`;

export function startScript(nodeType: string): string {
  return nodeType === 'resourcemanager' ? managerScript : nodeScript;
}
