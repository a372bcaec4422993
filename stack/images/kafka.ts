import { fetchJars, jarImage, type JarSystem } from './jars.js';

/** Kafka: the server and its command-line clients. */
export const kafka: JarSystem = {
  name: 'kafka',
  title: 'Kafka',
  version: '4.1.0',
  files: ['log4j2.properties'],
};

export const kafkaJars = fetchJars(kafka);
export const kafkaImage = jarImage(kafka, kafkaJars);
