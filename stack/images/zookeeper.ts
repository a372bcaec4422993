import { fetchJars, jarImage, type JarSystem } from './jars.js';

/** ZooKeeper: the server, its HTTP interface, its metrics and its command-line client. */
export const zookeeper: JarSystem = {
  name: 'zookeeper',
  title: 'ZooKeeper',
  version: '3.9.4',
  files: ['logback.xml'],
};

export const zookeeperJars = fetchJars(zookeeper);
export const zookeeperImage = jarImage(zookeeper, zookeeperJars);
