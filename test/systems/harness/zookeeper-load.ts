import { join } from 'node:path';
import type { ObjectKey } from '../../../api/names.js';
import { outside } from '../../../stack/sample/outside-host.js';
import { projectRoot } from '../../harness/project-root.js';
import type { RunningStack } from '../../e2e/harness/running-stack.js';
import { zookeeperClasspath } from '../../integration/harness/zookeeper-writer.js';
import { OutsideClient } from './outside-client.js';
import type { LoadResult, SystemLoad } from './system-load.js';

const program = join(projectRoot, 'test/integration/harness/ZookeeperLoad.java');

/** ZooKeeper's own client outside of Kubernetes, at the address of the cluster. */
export class ZookeeperLoad implements SystemLoad {
  #client: OutsideClient | undefined;
  readonly #address: string;

  constructor({ stack }: RunningStack, { namespace, name }: ObjectKey) {
    this.#address = `${name}.${namespace}.svc.${stack.settings.clusterDomain}:2181`;
  }

  async start(): Promise<void> {
    this.#client = await OutsideClient.start('java', this.#words('write'));
  }

  async acknowledged(): Promise<number> {
    return (await this.#said('ok')).length;
  }

  async finish(): Promise<LoadResult> {
    await this.#client?.end();
    const written = await this.#said('ok');
    const text = await outside('java', ...this.#words('read'));
    const read = new Map(
      [...text.matchAll(/^(\d+) (.*)$/gm)].map(([, key = '', value = '']) => [key, value]),
    );
    return {
      acknowledged: written.length,
      lost: written.filter((number) => read.get(number) !== `v${number}`),
      failures: [...(await this.#said('refused')), ...(await this.#said('wrong'))],
    };
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }

  #words(verb: 'write' | 'read'): readonly string[] {
    return ['-Xmx128m', '-cp', zookeeperClasspath, program, verb, this.#address];
  }

  async #said(word: string): Promise<readonly string[]> {
    return (await this.#client?.said(word)) ?? [];
  }
}
