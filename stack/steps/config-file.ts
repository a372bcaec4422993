import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Stack } from '../stack.js';
import type { Step } from './step.js';

/** Where a generated configuration file of that name lies. */
export function configPath({ paths }: Stack, name: string): string {
  return join(paths.config, name);
}

/** A step that writes a server's configuration: text as it is, several documents or one as YAML. */
export function configFile(name: string, content: (stack: Stack) => string | object): Step {
  return {
    name: `config-${name}`,
    needs: [],
    async run({ stack }) {
      const path = configPath(stack, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, asText(content(stack)), { mode: 0o600 });
    },
  };
}

function asText(content: string | object): string {
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) return content.map((document) => `---\n${stringify(document)}`).join('');
  return stringify(content);
}
