import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { searchAttribute } from '../../api/search-attributes.js';
import { parseManifest } from '../../api/validation/manifest.js';
import { validateSpec } from '../../api/validation/spec.js';
import { catalogRules } from '../../catalog/index.js';
import { loadCompose, type ComposeProject, type ComposeService } from '../harness/compose.js';
import { renderChart } from '../harness/helm.js';
import { projectRoot } from '../harness/project-root.js';

const run = promisify(execFile);

const admissionSchema = z.looseObject({
  kind: z.string(),
  webhooks: z.array(z.looseObject({ name: z.string(), clientConfig: z.looseObject({}) })).min(1),
});

type Admission = z.infer<typeof admissionSchema>;

/** The configurations that k3s is given. */
async function admissionOf(directory: string): Promise<Admission[]> {
  const text = await readFile(join(directory, 'statewright-admission.yaml'), 'utf8');
  return parseAllDocuments(text).map((document) => admissionSchema.parse(document.toJS()));
}

describe('docker-compose.yml', () => {
  let project: ComposeProject;
  let directory: string;
  let dockerfile: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'statewright-compose-'));
    project = await loadCompose('docker-compose.yml');
    dockerfile = await readFile(join(projectRoot, 'Dockerfile'), 'utf8');
  });

  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  function service(name: string): ComposeService {
    const found = project.services[name];
    if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}.`);
    return found;
  }

  it('is what the Compose Specification asks for, and a misspelt key would not pass', async () => {
    const text = await readFile(join(projectRoot, 'docker-compose.yml'), 'utf8');
    const wrong = join(directory, 'wrong.yml');
    await writeFile(wrong, text.replace('restart: unless-stopped', 'restrat: unless-stopped'));
    await expect(loadCompose(wrong)).rejects.toThrow(/restrat/);
    await writeFile(wrong, text.replace(/^ {2}kubernetes:$/m, '  k8s:'));
    await expect(loadCompose(wrong)).rejects.toThrow(/kubernetes/);
  });

  it('publishes every port on loopback only, no two the same', () => {
    const ports = Object.values(project.services).flatMap(({ ports: published = [] }) => published);
    expect(ports.length).toBeGreaterThanOrEqual(4);
    expect(ports.filter(({ host_ip: address }) => address !== '127.0.0.1')).toEqual([]);
    expect(new Set(ports.map(({ published }) => published)).size).toBe(ports.length);
  });

  it('runs the platform without root, without capabilities, on a read-only file system', () => {
    for (const name of ['orchestrator', 'controller', 'webhook', 'statewright']) {
      expect(service(name), name).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        build: { target: 'runtime' },
      });
      expect(service(name).privileged, name).toBeUndefined();
    }
    const privileged = Object.entries(project.services).filter(([, { privileged: all }]) => all === true);
    expect(privileged.map(([name]) => name)).toEqual(['kubernetes']);
  });

  it('starts each role by its name, with a health check on the port where it answers', () => {
    const answering = ['orchestrator', 'controller', 'webhook'].map((name) => {
      const { command, environment, healthcheck } = service(name);
      expect(command).toEqual([name]);
      const port = /:(\d+)$/.exec(environment?.STATEWRIGHT_METRICS_ADDRESS ?? '')?.[1];
      expect(healthcheck?.test.join(' '), name).toContain(`http://127.0.0.1:${String(port)}/readyz`);
      return port;
    });
    expect(new Set(answering).size).toBe(3);
  });

  it('waits for what is waited for by a health check or a clean end', () => {
    for (const [name, { depends_on: needs = {} }] of Object.entries(project.services)) {
      for (const [needed, { condition }] of Object.entries(needs)) {
        const waited = condition === 'service_healthy' || condition === 'service_completed_successfully';
        expect(waited, `${name} needs ${needed}`).toBe(true);
        if (condition === 'service_healthy') expect(service(needed).healthcheck, needed).toBeDefined();
      }
    }
  });

  it('builds targets that the Dockerfile has and mounts files that the project has', async () => {
    for (const [name, { build, volumes = [] }] of Object.entries(project.services)) {
      if (build !== undefined) expect(dockerfile).toMatch(new RegExp(`^FROM \\S+ AS ${build.target}$`, 'm'));
      for (const { type, source, read_only: readOnly } of volumes) {
        if (type !== 'bind') continue;
        expect(existsSync(source), `${name} mounts ${source}`).toBe(true);
        expect(readOnly, `${name} mounts ${source}`).toBe(true);
      }
    }
    expect((await stat(join(projectRoot, 'Dockerfile'))).isFile()).toBe(true);
  });

  it('takes passwords and versions from the environment', async () => {
    const changed = await loadCompose('docker-compose.yml', {
      STATEWRIGHT_POSTGRES_PASSWORD: 'chosen',
      TEMPORAL_VERSION: '1.99.0',
    });
    expect(changed.services.postgresql?.environment).toMatchObject({ POSTGRES_PASSWORD: 'chosen' });
    expect(changed.services.temporal?.environment).toMatchObject({ POSTGRES_PWD: 'chosen' });
    expect(changed.services['temporal-schema']?.environment).toMatchObject({ SQL_PASSWORD: 'chosen' });
    expect(changed.services.temporal?.image).toBe('temporalio/server:1.99.0');
    expect(changed.services['temporal-schema']?.image).toBe('temporalio/admin-tools:1.99.0');
  });

  it('registers every search attribute that workflows set', async () => {
    const script = await readFile(join(projectRoot, 'compose/temporal-namespace.sh'), 'utf8');
    const registered = /for name in (.+); do/.exec(script)?.[1]?.split(' ');
    expect(registered?.sort()).toEqual(
      Object.values(searchAttribute)
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('makes one certificate for the webhook that the API server is told to trust, and keeps it', async () => {
    const makeCertificate = async (): Promise<string> => {
      await run('sh', [join(projectRoot, 'compose/webhook-certificate.sh')], {
        env: { PATH: process.env.PATH, TLS_DIRECTORY: directory, ADMISSION_DIRECTORY: directory },
      });
      return readFile(join(directory, 'tls.crt'), 'utf8');
    };
    const certificate = await makeCertificate();
    expect(await makeCertificate()).toBe(certificate);
    expect((await stat(join(directory, 'tls.key'))).mode & 0o777).toBe(0o600);
    const configurations = await admissionOf(directory);
    const address = `https://${String(service('webhook').environment?.STATEWRIGHT_WEBHOOK_ADDRESS)}`;
    const caBundle = Buffer.from(certificate).toString('base64');
    for (const { kind, webhooks } of configurations) {
      const path = kind.startsWith('Mutating') ? '/mutate' : '/validate';
      for (const { clientConfig } of webhooks) {
        expect(clientConfig).toEqual({ url: `${address}${path}`, caBundle });
      }
    }
    // What is asked, and what happens when nobody answers, is as the chart has it.
    const asked = ({ kind, webhooks }: Admission) => ({
      kind,
      webhooks: webhooks.map((webhook) => ({ ...webhook, clientConfig: undefined })),
    });
    const chart = (await renderChart()).filter(({ kind }) => kind.endsWith('WebhookConfiguration'));
    const inChart = chart.map((object) => asked(admissionSchema.parse(object)));
    const byKind = (one: { kind: string }, other: { kind: string }) => one.kind.localeCompare(other.kind);
    expect(configurations.map(asked).sort(byKind)).toEqual(inChart.sort(byKind));
    expect(configurations.map(({ webhooks }) => webhooks.length)).toEqual([4, 1]);
  });

  it('comes with a cluster that the platform takes, of an image that a registry has', async () => {
    const text = await readFile(join(projectRoot, 'examples/opensearch-docker.yaml'), 'utf8');
    const parsed = parseManifest(parse(text));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(validateSpec(parsed.manifest.spec, catalogRules)).toEqual([]);
    expect(parsed.manifest.spec.image).toMatch(/^opensearchproject\//);
  });

  it.each(['docker-compose.yml', 'docs/install.md', 'charts/statewright/templates/NOTES.txt'])(
    'is tried with the example whose image a registry has, and so is what %s tells of',
    async (file) => {
      const text = await readFile(join(projectRoot, file), 'utf8');
      const applied = [...text.matchAll(/apply -f (examples\/[\w.-]+)/g)].map(([, example]) => example);
      expect(new Set(applied)).toEqual(new Set(['examples/opensearch-docker.yaml']));
    },
  );
});
