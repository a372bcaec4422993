import { StatewrightError } from '../../api/errors/index.js';
import {
  endpointSlices,
  services,
  type KubernetesObject,
  type List,
  type Resource,
} from '../../kubernetes/index.js';
import { serviceNameLabel } from '../../kubernetes/service-names.js';
import type { ServiceReader } from './live-services.js';

export interface MemoryMember {
  readonly address: string;
  readonly hostname?: string;
  readonly ready?: boolean;
}

export interface MemoryService {
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string;
  readonly type?: string;
  readonly clusterIPs?: readonly string[];
  readonly externalName?: string;
  readonly ports?: readonly { readonly name: string; readonly port: number }[];
  readonly members?: readonly MemoryMember[];
}

/** Services and their slices in memory, read as the API server lets them be read. */
export class MemoryCluster implements ServiceReader {
  readonly #services = new Map<string, MemoryService>();
  /** Reads fail until it is 0 again. */
  failures = 0;
  /** Called before each read. */
  meanwhile: () => void = () => undefined;

  put(service: MemoryService): void {
    this.#services.set(`${service.namespace}/${service.name}`, service);
  }

  remove(key: string): void {
    this.#services.delete(key);
  }

  get keys(): readonly string[] {
    return [...this.#services.keys()];
  }

  get all(): readonly MemoryService[] {
    return [...this.#services.values()];
  }

  async get<T extends KubernetesObject>(
    resource: Resource<T>,
    { namespace, name }: { readonly namespace?: string | undefined; readonly name: string },
  ): Promise<T | undefined> {
    await this.#read();
    const found = this.#services.get(`${namespace ?? ''}/${name}`);
    return found && resource.schema.parse(serviceObject(found));
  }

  async list<T extends KubernetesObject>(
    resource: Resource<T>,
    options: { readonly namespace?: string | undefined; readonly labelSelector?: string | undefined } = {},
  ): Promise<List<T>> {
    await this.#read();
    const { namespace: only } = options;
    const isThere = ({ namespace }: MemoryService): boolean => only === undefined || namespace === only;
    const wanted = options.labelSelector?.split('=')[1];
    const objects =
      resource.plural === services.plural
        ? this.all.filter(isThere).map(serviceObject)
        : this.all
            .filter(isThere)
            .filter(
              (one) => wanted === undefined || (one.name === wanted && one.namespace === options.namespace),
            )
            .map(sliceObject);
    return { items: objects.map((object) => resource.schema.parse(object)), resourceVersion: '1' };
  }

  async *listPages<T extends KubernetesObject>(
    resource: Resource<T>,
    options: { readonly namespace?: string | undefined } = {},
  ): AsyncGenerator<List<T>> {
    yield await this.list(resource, options);
  }

  #read(): Promise<void> {
    this.meanwhile();
    if (this.failures === 0) return Promise.resolve();
    this.failures -= 1;
    const parameters = { verb: 'get', object: endpointSlices.plural, reason: 'away' };
    return Promise.reject(new StatewrightError('KubernetesUnavailable', parameters));
  }
}

function serviceObject({ namespace, name, uid = 'u', type = 'ClusterIP', ...rest }: MemoryService): unknown {
  const { clusterIPs = ['None'], externalName, ports = [] } = rest;
  return {
    metadata: { namespace, name, uid, resourceVersion: '1' },
    spec: {
      type,
      ...(type === 'ExternalName' ? { externalName } : { clusterIP: clusterIPs[0], clusterIPs }),
      ports: ports.map((port) => ({ ...port, protocol: 'TCP' })),
    },
  };
}

function sliceObject({ namespace, name, members = [], ports = [] }: MemoryService): unknown {
  return {
    metadata: {
      namespace,
      name: `${name}-x`,
      uid: 's',
      resourceVersion: '1',
      labels: { [serviceNameLabel]: name },
    },
    addressType: 'IPv4',
    endpoints: members.map(({ address, hostname, ready = true }) => ({
      addresses: [address],
      hostname,
      conditions: { ready },
    })),
    ports: ports.map((port) => ({ ...port, protocol: 'TCP' })),
  };
}
