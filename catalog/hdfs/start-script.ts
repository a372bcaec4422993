import { paths } from '../hadoop/paths.js';
import { scriptHead, server } from '../hadoop/start-script.js';

const nameNode = 'org.apache.hadoop.hdfs.server.namenode.NameNode';

/**
 * Formats the name directories only when none of them holds an image, and never once the cluster has formed: an empty
 * NameNode would make the DataNodes' blocks garbage. A format that was cut off left no image and is done anew.
 */
const nameNodeScript = `${scriptHead}formatted=no
for volume in /var/lib/hadoop/*; do
  [ -e "$volume/leaving" ] || : >> "$volume/leaving"
  for image in "$volume"/name/current/fsimage_[0-9]*; do
    if [ -e "$image" ]; then formatted=yes; fi
  done
done
if [ $formatted = no ]; then
  if [ "$(cat ${paths.given}/formed)" = yes ]; then
    echo 'No volume holds the names of files, although this cluster has formed: put them back, or make a new cluster.' >&2
    exit 1
  fi
  ${server(nameNode)} -format -force -nonInteractive -clusterId "$(cat ${paths.given}/cluster-id)"
fi
exec ${server(nameNode)}
`;

const dataNodeScript = `${scriptHead}exec ${server('org.apache.hadoop.hdfs.server.datanode.DataNode')}
`;

export function startScript(nodeType: string): string {
  return nodeType === 'namenode' ? nameNodeScript : dataNodeScript;
}
