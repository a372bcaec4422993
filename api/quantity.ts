/**
 * Kubernetes quantities (k8s.io/apimachinery/pkg/api/resource), as far as sizes and processors need them.
 * Free of zod, so that workflows may use it.
 */

const multipliers: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** What one is divided by: that is exact where multiplying by a thousandth is not, 1900m is 1.9 and not a little more. */
const divisors: Readonly<Record<string, number>> = { n: 1e9, u: 1e6, m: 1e3 };

/** The quantities that owners of clusters may write: no sign, no exponent. */
export const quantityPattern = /^([0-9]+(?:\.[0-9]+)?)(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$/;

/** All that Kubernetes takes, apart from what is below zero. */
const anyQuantity = /^\+?([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:([eE][+-]?[0-9]+)|([KMGTPE]i|[numkMGTPE]))?$/;

/** The number that a non-negative quantity stands for (bytes, or processors); undefined if it is not a quantity. */
export function parseQuantity(text: string): number | undefined {
  const match = anyQuantity.exec(text);
  if (match?.[1] === undefined) return undefined;
  const [, digits, exponent, unit = ''] = match;
  if (exponent !== undefined) return Number(`${digits}${exponent}`);
  const divisor = divisors[unit];
  return divisor === undefined ? Number(digits) * (multipliers[unit] ?? 1) : Number(digits) / divisor;
}

/** Bytes in the largest binary unit that leaves at most one decimal: 1610612736 is `1.5Gi`. */
export function formatBytes(bytes: number): string {
  const units = ['Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const;
  for (const unit of units) {
    const size = multipliers[unit] ?? 1;
    if (bytes >= size) return `${Math.floor((bytes / size) * 10) / 10}${unit}`;
  }
  return String(Math.floor(bytes));
}
