import type { StepProgress } from './run-steps.js';

/**
 * Prints a line when a step ends, and one every ten seconds that names those that still run, so that a build of minutes is
 * told from one that hangs. Steps that end within a blink are summed up by the caller.
 */
export function printProgress(print: (line: string) => void): StepProgress & { stop(): void } {
  const running = new Map<string, { readonly since: number; line: string }>();
  const timer = setInterval(() => {
    const names = [...running].map(([name, { since }]) => `${name} ${seconds(Date.now() - since).trim()}`);
    if (names.length > 0) print(`  … ${names.join(', ')}`);
  }, 10_000);
  const note = (mark: string, name: string, elapsedMs: number): void => {
    const line = running.get(name)?.line ?? '';
    running.delete(name);
    if (elapsedMs >= 200 || mark !== '✓')
      print(`  ${mark} ${name.padEnd(24)} ${seconds(elapsedMs)}  ${line}`.trimEnd());
  };
  return {
    started: (step) => running.set(step.name, { since: Date.now(), line: '' }),
    line: (step, line) => {
      const entry = running.get(step.name);
      if (entry === undefined) return;
      entry.line = line;
      print(`  … ${step.name.padEnd(24)} ${seconds(Date.now() - entry.since)}  ${line}`);
    },
    ended: (step, elapsedMs) => note('✓', step.name, elapsedMs),
    failed: (step, elapsedMs) => note('✗', step.name, elapsedMs),
    stop: () => clearInterval(timer),
  };
}

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`.padStart(8);
}
