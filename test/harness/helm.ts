import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { ensureGoTool } from './go-tool.js';
import { projectRoot } from './project-root.js';

const run = promisify(execFile);

/** The chart that installs the platform. */
export const chart = join(projectRoot, 'charts/statewright');

/** Path of the real Helm, built from its Go module on first use and kept in `cacheDir`. */
export async function ensureHelm(cacheDir?: string): Promise<string> {
  const tool = {
    name: 'helm',
    folder: 'stack/helm',
    module: 'helm.sh/helm/v3',
    package: 'helm.sh/helm/v3/cmd/helm',
    // Without a cluster to ask, charts are rendered for this version of Kubernetes.
    variables: (version: string) => ({
      'helm.sh/helm/v3/internal/version.version': version,
      'helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor': '1',
      'helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor': '35',
      'helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor': '1',
      'helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor': '35',
    }),
  };
  return ensureGoTool(tool, cacheDir);
}

/** What Helm printed; `stderr` also when it succeeded, for its warnings. */
export interface HelmOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Helm; rejects with its own words when it fails. `kubeconfig`: path of the cluster's. */
export async function helm(args: readonly string[], kubeconfig = '/dev/null'): Promise<HelmOutput> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, KUBECONFIG: kubeconfig };
  try {
    return await run(await ensureHelm(), [...args], { env, maxBuffer: 64 << 20 });
  } catch (error) {
    // Node's message begins with the whole command, in which every value stands that a test looks for in the answer.
    const failed = z.object({ stderr: z.string() }).safeParse(error);
    throw failed.success ? new Error(failed.data.stderr, { cause: error }) : error;
  }
}

const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()).optional(),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).optional(),
  resources: z.looseObject({}).optional(),
  securityContext: z.looseObject({}).optional(),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).optional(),
});

export const podTemplateSchema = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
  spec: z.looseObject({
    containers: z.array(containerSchema).min(1),
    securityContext: z.looseObject({}).optional(),
    volumes: z.array(z.looseObject({ name: z.string() })).optional(),
  }),
});

/** Any object that the chart makes. */
export const chartObjectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});

export type ChartObject = z.infer<typeof chartObjectSchema>;

/** The chart's objects for release `sw` in namespace `platform`, hooks included. `values` are Helm's `--set-json`. */
export async function renderChart(
  values: Readonly<Record<string, unknown>> = {},
  kubernetes?: string,
): Promise<ChartObject[]> {
  const set = Object.entries(values).flatMap(([path, value]) => [
    '--set-json',
    `${path}=${JSON.stringify(value)}`,
  ]);
  const version = kubernetes === undefined ? [] : ['--kube-version', kubernetes];
  const { stdout } = await helm(['template', 'sw', chart, '--namespace', 'platform', ...set, ...version]);
  return parseAllDocuments(stdout)
    .filter((document) => document.contents !== null)
    .map((document) => chartObjectSchema.parse(document.toJS()));
}
