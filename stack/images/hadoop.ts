import { fetchJars, jarImage, type JarSystem } from './jars.js';

/** HDFS and YARN, which are released together: their servers and clients. */
export const hadoop: JarSystem = {
  name: 'hadoop',
  title: 'Hadoop',
  version: '3.4.2',
  files: ['passwd', 'web.xml', 'log4j.properties'],
};

export const hadoopJars = fetchJars(hadoop);
export const hadoopImage = jarImage(hadoop, hadoopJars);
