import type { Stack } from '../stack.js';
import type { Step } from '../steps/step.js';
import { archiveLink, buildImage, type Image } from './image.js';
import { kafkaImage } from './kafka.js';
import { opensearch } from './opensearch.js';
import { pause, shell } from './pause.js';
import { platform } from './platform.js';
import { zookeeperImage } from './zookeeper.js';
import { postgresqlImage } from './postgresql.js';

export { kafkaImage } from './kafka.js';
export { shellImage } from './pause.js';

/** Every image that machines are given. To add one: a file beside this one, and a name here. */
const images: readonly Image[] = [pause, shell, opensearch, kafkaImage, zookeeperImage, postgresqlImage, platform];

export function imageArchives({ paths }: Stack): readonly string[] {
  return images.map((image) => archiveLink(paths, image));
}

export const imagesStep: Step = {
  name: 'images',
  needs: images.map(buildImage),
  run: () => Promise.resolve(),
};
