import type { Stack } from '../stack.js';
import type { Step } from '../steps/step.js';
import { archiveLink, buildImage, type Image } from './image.js';
import { hadoopImage } from './hadoop.js';
import { kafkaImage } from './kafka.js';
import { kuduImage } from './kudu.js';
import { opensearch } from './opensearch.js';
import { pause, shell } from './pause.js';
import { platform } from './platform.js';
import { postgresqlImage } from './postgresql.js';
import { daskImage, jupyterImage } from './python-data.js';
import { zookeeperImage } from './zookeeper.js';

export { kafkaImage } from './kafka.js';
export { shellImage } from './pause.js';

const always: readonly Image[] = [pause, shell, opensearch, kafkaImage, platform];

/** Data systems whose images are built and given to the machines where `STATEWRIGHT_SYSTEMS` names them. */
const onWish: readonly Image[] = [
  zookeeperImage,
  kuduImage,
  hadoopImage,
  postgresqlImage,
  daskImage,
  jupyterImage,
];

/** Every image that machines are given. To add one: a file beside this one, and a name in a list above. */
function images({ settings }: Stack): readonly Image[] {
  const { systems } = settings;
  return [...always, ...onWish.filter(({ name }) => systems === 'all' || systems.includes(name))];
}

export function imageArchives(stack: Stack): readonly string[] {
  return images(stack).map((image) => archiveLink(stack.paths, image));
}

const steps = new WeakMap<Stack, Step>();

/** The same step for every part of a stack: what is not the same would run twice at once. */
export function imagesStep(stack: Stack): Step {
  const known = steps.get(stack);
  if (known !== undefined) return known;
  const step = { name: 'images', needs: images(stack).map(buildImage), run: () => Promise.resolve() };
  steps.set(stack, step);
  return step;
}
