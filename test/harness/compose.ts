import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { ensureGoTool } from './go-tool.js';
import { projectRoot } from './project-root.js';

const run = promisify(execFile);

const serviceSchema = z.looseObject({
  image: z.string(),
  build: z.looseObject({ target: z.string(), context: z.string() }).optional(),
  privileged: z.boolean().optional(),
  read_only: z.boolean().optional(),
  network_mode: z.string().optional(),
  cap_drop: z.array(z.string()).optional(),
  command: z.array(z.string()).nullish(),
  environment: z.record(z.string(), z.string().nullable()).optional(),
  depends_on: z.record(z.string(), z.looseObject({ condition: z.string() })).optional(),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
  ports: z.array(z.looseObject({ host_ip: z.string().optional(), published: z.string() })).optional(),
  volumes: z
    .array(z.looseObject({ type: z.string(), source: z.string(), read_only: z.boolean().optional() }))
    .optional(),
});

const projectSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.unknown()),
});

export type ComposeService = z.infer<typeof serviceSchema>;
export type ComposeProject = z.infer<typeof projectSchema>;

/**
 * Loads a compose file with compose-go, the reference implementation of the Compose Specification that
 * `docker compose` itself is built on: JSON schema, interpolation, merge and consistency. Rejects with its own words.
 */
export async function loadCompose(
  file: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ComposeProject> {
  const path = await ensureGoTool({
    name: 'compose-check',
    folder: 'stack/compose',
    module: 'github.com/compose-spec/compose-go/v2',
    package: '.',
  });
  const { stdout } = await run(path, [file], { cwd: projectRoot, env: environment });
  return projectSchema.parse(JSON.parse(stdout));
}
