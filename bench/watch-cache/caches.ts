import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';
import { Reflector } from '../../controllers/runtime/index.js';
import {
  configMaps,
  connect,
  createKubernetesClient,
  namespaces,
  type ConfigMap,
} from '../../kubernetes/index.js';
import { LABEL_SELECTOR, NAMESPACE } from './population.js';

/** One way of keeping a cache of the objects. */
export interface Cache {
  /** One small request, so that what is loaded on first use is not counted as the cache's. */
  warmUp(): Promise<void>;
  /** Lists and watches from now on; `told` is called for each object of the list and for each event. */
  start(told: () => void): void;
  /** How many objects it holds. */
  size(): number;
}

function statewright(kubeconfig: string, project: (object: ConfigMap) => unknown): Cache {
  const client = createKubernetesClient(connect({ role: 'bench', kubeconfig }));
  const reflector = new Reflector({
    client,
    resource: configMaps,
    namespace: NAMESPACE,
    labelSelector: LABEL_SELECTOR,
    project,
  });
  return {
    async warmUp() {
      await client.list(namespaces);
    },
    start(told) {
      reflector.subscribe(told);
      void reflector.run(new AbortController().signal);
    },
    size: () => reflector.store.size,
  };
}

function clientNode(kubeconfig: string): Cache {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const api = config.makeApiClient(CoreV1Api);
  const informer = makeInformer(
    config,
    `/api/v1/namespaces/${NAMESPACE}/configmaps`,
    () => api.listNamespacedConfigMap({ namespace: NAMESPACE, labelSelector: LABEL_SELECTOR }),
    LABEL_SELECTOR,
  );
  return {
    async warmUp() {
      await api.listNamespace();
    },
    start(told) {
      informer.on('change', told);
      // It stops at every error and leaves it to its user to start it again.
      informer.on('error', () => void informer.start());
      void informer.start();
    },
    size: () => informer.list(NAMESPACE).length,
  };
}

export const caches: Readonly<Record<string, { readonly what: string; open(kubeconfig: string): Cache }>> = {
  statewright: {
    what: 'controllers/runtime Reflector that keeps two short fields of each object, as our controllers do',
    open: (kubeconfig) =>
      statewright(kubeconfig, ({ data }) => ({ version: data?.version, team: data?.team })),
  },
  'statewright-whole': {
    what: 'the same Reflector keeping whole objects, as the informer does',
    open: (kubeconfig) => statewright(kubeconfig, (object) => object),
  },
  'client-node': {
    what: 'makeInformer of @kubernetes/client-node, with its list in one piece as in its examples',
    open: clientNode,
  },
};
