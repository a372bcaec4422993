import type { SearchEngine } from './engine.js';
import { pathsOf } from './paths.js';

/** Folder of the image's home that it may bring so that OpenSearch starts where few files can be open: docs/components/opensearch.md. */
const fewOpenFiles = 'few-open-files';

/** Open files below which OpenSearch refuses to serve other machines (BootstrapChecks.FileDescriptorCheck). */
const openFilesWanted = 65_535;

/**
 * Lays our files on a copy of the image's configuration. The copy is writable, and stays as it is while the pod lives,
 * whatever happens to the ConfigMap. Nothing from outside is part of this text.
 */
export function configureScript(engine: SearchEngine): string {
  const paths = pathsOf(engine);
  const folder = `${paths.home}/${fewOpenFiles}`;
  return `set -eu
cp -r ${paths.home}/config/. ${paths.configuration}/
cp ${paths.given}/${engine.name}.yml ${paths.given}/log4j2.properties ${paths.configuration}/
limit=$(ulimit -H -n)
if [ -d ${folder} ] && [ "$limit" != unlimited ] && [ "$limit" -lt ${openFilesWanted} ]; then
  mkdir -p ${paths.configuration}/jvm.options.d
  echo --patch-module=jdk.management=${folder} > ${paths.configuration}/jvm.options.d/few-open-files.options
  echo "This machine allows $limit open files, ${engine.title} wants ${openFilesWanted}: enough for small clusters only."
fi
`;
}
