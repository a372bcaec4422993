const units: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

/** `72h`, `1d12h`, `90s`, `0s`: numbers with a unit, largest unit first. */
export const durationPattern = /^(\d{1,6}d)?(\d{1,6}h)?(\d{1,6}m)?(\d{1,6}s)?$/;

/** Milliseconds; undefined for what is no duration. */
export function parseDuration(text: string): number | undefined {
  if (text === '' || !durationPattern.test(text)) return undefined;
  return [...text.matchAll(/(\d+)([dhms])/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0),
    0,
  );
}
