const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** A span in its two largest units: `45s`, `3m10s`, `2d4h`. Negative spans, of clocks apart, count as none. */
export function formatSpan(milliseconds: number): string {
  let rest = Math.max(0, milliseconds);
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || parts.length > 0) parts.push(`${count}${unit}`);
    if (parts.length === 2) break;
  }
  const shown = parts.filter((part, index) => index === 0 || !part.startsWith('0'));
  return shown.length === 0 ? '0s' : shown.join('');
}

/** Age of something made at `timestamp` (RFC 3339); empty if it is missing or no time. */
export function formatAge(timestamp: string | undefined, now: number): string {
  const made = timestamp === undefined ? Number.NaN : Date.parse(timestamp);
  return Number.isNaN(made) ? '' : formatSpan(now - made);
}

/** Milliseconds of `90`, `90s`, `10m`, `1h30m`; undefined if the text is no span. A bare number counts seconds. */
export function parseSpan(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!/^(\d+[dhms])+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+)([dhms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units.find(([name]) => name === unit)?.[1] ?? 0),
    0,
  );
}
