#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { exitCode } from './exit.js';
import { runCli } from './program.js';
import type { World } from './world.js';

// gRPC warns on standard error about TLS with an IP address; a person can do nothing about it.
process.noDeprecation = true;

const interruption = new AbortController();
process.once('SIGINT', () => {
  interruption.abort();
  // A command that is not waiting ends at the second Ctrl-C at the latest.
  process.once('SIGINT', () => process.exit(exitCode.interrupted));
});

// The reader of a pipe, `head` for example, may have seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCode.done : exitCode.failed);
});

/** From dist/client/cli/main.js, the only place it runs from. */
function packageVersion(): string {
  const json: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  return z.object({ version: z.string() }).parse(json).version;
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    return await Promise.race([lines.question(question, { signal: interruption.signal }), ended]);
  } catch {
    return '';
  } finally {
    lines.close();
  }
}

/** Starts the desktop's opener and does not wait for the browser. */
function openBrowser(url: string): Promise<void> {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  return new Promise((resolve, reject) => {
    const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
    child.once('error', reject);
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}

const world: World = {
  terminal: {
    out: (output) => void process.stdout.write(output),
    err: (output) => void process.stderr.write(output),
    live: process.stdout.isTTY,
    interactive: process.stdin.isTTY && process.stderr.isTTY,
    size: () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 }),
  },
  environment: process.env,
  version: packageVersion(),
  now: () => Date.now(),
  interrupted: interruption.signal,
  readFile: (path) => readFile(path, 'utf8'),
  readStandardInput: () => text(process.stdin),
  ask,
  openBrowser,
  // Loaded when first needed: the clients of Kubernetes and Temporal take longer than most commands.
  connect: async (settings) => (await import('./connection.js')).openStatewright(settings),
  defaultNamespace: async (settings) => (await import('./connection.js')).contextNamespace(settings),
};

process.exitCode = await runCli(process.argv.slice(2), world);
