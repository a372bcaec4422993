import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until `condition` holds, looking again every `everyMs`.
 * @throws Error after `timeoutMs`, naming what was waited for and the last failure of the condition itself.
 */
export async function waitUntil(
  what: string,
  condition: () => boolean | Promise<boolean>,
  { timeoutMs = 30_000, everyMs = 25 }: { readonly timeoutMs?: number; readonly everyMs?: number } = {},
): Promise<void> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    let failure = '';
    try {
      if (await condition()) return;
    } catch (error) {
      failure = `; last failure: ${String(error)}`;
    }
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms in vain until ${what}${failure}`);
    await sleep(everyMs);
  }
}
