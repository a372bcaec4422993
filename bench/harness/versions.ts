import { readFileSync } from 'node:fs';
import { z } from 'zod';

const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()) });

/** The version that package.json pins. From dist/bench/harness, the only place it runs from. */
export function versionOf(dependency: string): string {
  const file = new URL('../../../package.json', import.meta.url);
  const { dependencies } = packageSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return dependencies[dependency] ?? 'unknown';
}
