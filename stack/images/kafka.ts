import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StepContext } from '../steps/step.js';
import { baseImage, baseTag } from './base.js';
import { buildFrom } from './buildah.js';
import { imagesFolder, type Image } from './image.js';
import { kafkaJars, kafkaJarsFolder, kafkaSource, kafkaVersion } from './kafka-jars.js';

const sources = ['Dockerfile', 'jars.sha256', 'log4j2.properties'];

/** Kafka: the server and its command-line clients. */
export const kafka: Image = {
  name: 'kafka',
  reference: `docker.io/statewright/kafka:${kafkaVersion}`,
  needs: [baseImage, kafkaJars],
  inputs: async (context) => [
    await baseTag(context),
    ...(await Promise.all(sources.map((file) => readFile(kafkaSource(context.stack.paths, file))))),
  ],
  build,
};

async function build(context: StepContext, tag: string): Promise<void> {
  const { paths } = context.stack;
  const folder = join(imagesFolder(paths), 'kafka');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const file of ['Dockerfile', 'log4j2.properties']) {
    await cp(kafkaSource(paths, file), join(folder, file));
  }
  await cp(kafkaJarsFolder(paths), join(folder, 'jars'), { recursive: true });
  await buildFrom(context, {
    dockerfile: join(folder, 'Dockerfile'),
    context: folder,
    tag,
    buildArguments: { BASE: await baseTag(context) },
  });
  await rm(folder, { recursive: true, force: true });
}
