import { existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Paths } from '../paths.js';
import type { Step, StepContext } from '../steps/step.js';

export const kafkaVersion = '4.1.0';

/** Kafka's jars, which the image is made of and with which a client can be run on this machine. */
export function kafkaJarsFolder({ cache }: Paths): string {
  return join(cache, `kafka-${kafkaVersion}`);
}

export function kafkaSource({ project }: Paths, file: string): string {
  return join(project, 'stack/images/kafka', file);
}

/** Fetches them unless they are there; takes no file that is not as it was when it was first fetched. */
export const kafkaJars: Step = {
  name: 'kafka-jars',
  needs: [],
  async run(context) {
    const { paths } = context.stack;
    const folder = kafkaJarsFolder(paths);
    if (existsSync(folder)) return;
    context.report(`fetching Kafka ${kafkaVersion}`);
    const fetched = `${folder}.new`;
    await rm(fetched, { recursive: true, force: true });
    await mkdir(fetched, { recursive: true });
    await fetch(context, fetched);
    await verify(fetched, await readFile(kafkaSource(paths, 'jars.sha256'), 'utf8'));
    await rename(fetched, folder);
  },
};

async function fetch({ stack: { paths }, run }: StepContext, folder: string): Promise<void> {
  await run('mvn', [
    ...['--quiet', '--batch-mode', '--strict-checksums', '--file', kafkaSource(paths, 'pom.xml')],
    ...['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`],
    `-Dmaven.repo.local=${join(paths.cache, 'maven')}`,
  ]);
}

/** `list` has a line `<digest>  <file>` for each file that is to be there, as sha256sum writes it. */
async function verify(folder: string, list: string): Promise<void> {
  const found = await Promise.all(
    (await readdir(folder)).toSorted().map(async (file) => {
      const digest = createHash('sha256').update(await readFile(join(folder, file)));
      return `${digest.digest('hex')}  ${file}`;
    }),
  );
  const wanted = list.trim().split('\n');
  const wrong = [
    ...found.filter((line) => !wanted.includes(line)),
    ...wanted.filter((line) => !found.includes(line)),
  ];
  if (wrong.length > 0) throw new Error(`Kafka's jars are not those that were expected: ${wrong.join(', ')}`);
}
