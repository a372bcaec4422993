import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jarsFolder } from '../../../stack/images/jars.js';
import { zookeeper } from '../../../stack/images/zookeeper.js';
import { cacheFolder } from '../../harness/cache-folder.js';
import { projectRoot } from '../../harness/project-root.js';
import { ServerProcess } from './child.js';

export const zookeeperClasspath = `${jarsFolder({ cache: cacheFolder }, zookeeper)}/*`;
const program = join(projectRoot, 'test/integration/harness/ZookeeperLoad.java');
const words = (verb: 'write' | 'read', servers: string) => [
  ...['-Xmx128m', '-cp', zookeeperClasspath, program, verb, servers],
];

/** ZooKeeper's own client, which makes a node after the other and reads it back. */
export class ZookeeperWriter {
  private constructor(
    readonly process: ServerProcess,
    private readonly file: string,
  ) {}

  static start(servers: string, file: string): ZookeeperWriter {
    return new ZookeeperWriter(ServerProcess.start('load', 'java', words('write', servers), file), file);
  }

  /** Numbers of the nodes of which it said this word. */
  async said(word: 'ok' | 'repeat' | 'session' | 'refused' | 'wrong'): Promise<readonly string[]> {
    const text = await readFile(this.file, 'utf8');
    return [...text.matchAll(new RegExp(`^${word} (\\d+)`, 'gm'))].map(([, number = '']) => number);
  }
}

/** What its nodes hold now, by number. */
export async function readAllNodes(servers: string): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await promisify(execFile)('java', words('read', servers), {
    maxBuffer: 64 << 20,
    env: { ...process.env, JDK_JAVA_OPTIONS: '' },
  });
  return new Map([...stdout.matchAll(/^(\d+) (.*)$/gm)].map(([, name = '', value = '']) => [name, value]));
}
