/**
 * The text in which the API server keeps a quantity of its own types: `0.5` as `500m`, `1024Mi` as `1Gi`
 * (k8s.io/apimachinery pkg/api/resource `ParseQuantity`, `CanonicalizeBytes`, peculiarities included: it keeps `1.500`,
 * and writes `2000E` as `2`).
 */

const form = /^([+-]?)0*([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,2})|([KMGTPE]i)|([numkMGTPE]?))$/;

/** Powers of a thousand from the smallest that is kept, a billionth. */
const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const smallestThird = -3;
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

/** `maxAllowed` of quantities with a binary suffix. */
const mostBinary = (2n ** 63n - 1n) * 10n ** 9n;

/** Most digits for which Go has an integer at hand (`maxInt64Factors`). */
const mostDigits = 18;

type Format =
  | { readonly kind: 'decimal'; readonly exponent: number; readonly written: boolean }
  | { readonly kind: 'binary'; readonly power: number };

interface Parsed {
  readonly isNegative: boolean;
  /** Without leading zeros; `0` if there are none else. */
  readonly whole: string;
  readonly fraction: string;
  readonly format: Format;
}

/**
 * @param smallest `milli` for an amount in a list of resources, which is rounded up to thousandths
 * @returns the text itself if it is not a quantity
 */
export function canonicalQuantity(quantity: string | number, smallest: 'nano' | 'milli' = 'nano'): string {
  const text = String(quantity);
  const parsed = parse(text);
  if (parsed === undefined) return text;
  const { format, isNegative } = parsed;
  let billionths = billionthsOf(parsed);
  if (smallest === 'milli') {
    const thousandths = dividedUp(billionths, 10n ** 6n) * 10n ** 6n;
    if (thousandths === billionths && isKept(parsed)) return text;
    billionths = thousandths;
  } else if (isKept(parsed)) {
    return text;
  }
  if (billionths === 0n) return '0';
  const isBinary =
    format.kind === 'binary' && billionths >= 1024n * 10n ** 9n && billionths % 10n ** 9n === 0n;
  const written = isBinary
    ? binaryText(billionths / 10n ** 9n)
    : decimalText(billionths, format.kind === 'decimal' && format.written);
  return isNegative ? `-${written}` : written;
}

function parse(text: string): Parsed | undefined {
  const match = form.exec(text);
  if (match === null || !/[0-9]/.test(text)) return undefined;
  const [, sign, whole = '', fraction = '', exponent, binary, decimal = ''] = match;
  const format: Format =
    binary !== undefined
      ? { kind: 'binary', power: 10 * binarySuffixes.findIndex((it) => it === binary) }
      : exponent !== undefined
        ? { kind: 'decimal', exponent: Number(exponent), written: true }
        : {
            kind: 'decimal',
            exponent: 3 * (decimalSuffixes.findIndex((it) => it === decimal) + smallestThird),
            written: false,
          };
  return { isNegative: sign === '-', whole: whole === '' ? '0' : whole, fraction, format };
}

/** Whether Go takes the text for canonical at a glance and keeps it as it is. */
function isKept({ whole, fraction, format }: Parsed): boolean {
  const digits = whole + fraction;
  if (format.kind === 'binary') {
    const precision = 15 - whole.length - Math.trunc(format.power * 0.3) - 1;
    return fraction === '' && precision >= 0 && BigInt(whole) % 8n !== 0n;
  }
  const scale = format.exponent - fraction.length;
  return (
    digits.length <= mostDigits &&
    scale >= 3 * smallestThird &&
    scale % 3 === 0 &&
    !digits.endsWith('000') &&
    !digits.startsWith('0')
  );
}

/** Rounded up, as far as they can be. */
function billionthsOf({ whole, fraction, format }: Parsed): bigint {
  const factor = format.kind === 'binary' ? 2n ** BigInt(format.power) : 1n;
  const power = 9 - fraction.length + (format.kind === 'decimal' ? format.exponent : 0);
  const number = BigInt(whole + fraction) * factor;
  const billionths = power >= 0 ? number * 10n ** BigInt(power) : dividedUp(number, 10n ** BigInt(-power));
  return format.kind === 'binary' && billionths > mostBinary ? mostBinary : billionths;
}

function dividedUp(number: bigint, divisor: bigint): bigint {
  return (number + divisor - 1n) / divisor;
}

function decimalText(billionths: bigint, isExponentWritten: boolean): string {
  let [mantissa, third] = [billionths, smallestThird];
  for (; mantissa % 1000n === 0n; mantissa /= 1000n) third += 1;
  if (isExponentWritten) return third === 0 ? String(mantissa) : `${mantissa}e${third * 3}`;
  return `${mantissa}${decimalSuffixes[third - smallestThird] ?? ''}`;
}

function binaryText(units: bigint): string {
  let [mantissa, power] = [units, 0];
  for (; mantissa % 1024n === 0n; mantissa /= 1024n) power += 1;
  return `${mantissa}${binarySuffixes[power] ?? ''}`;
}
