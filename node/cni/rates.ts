import { StatewrightError } from '../../api/errors/index.js';
import { parseQuantity } from '../../api/quantity.js';
import type { PortRates } from '../ovsdb/port-facts.js';

/** The annotations that Kubernetes' own bandwidth plugin reads: bits a second as a quantity, `10M`. */
const annotations = {
  ingress: 'kubernetes.io/ingress-bandwidth',
  egress: 'kubernetes.io/egress-bandwidth',
} as const;

/** The limits of that plugin. */
const LEAST = 1e3;
const MOST = 1e15;

/** @throws StatewrightError MalformedField naming the annotation */
export function readRates(of: Readonly<Record<string, string>> | undefined): PortRates {
  const rate = (direction: keyof typeof annotations): PortRates => {
    const name = annotations[direction];
    const text = of?.[name];
    if (text === undefined) return {};
    const bits = parseQuantity(text);
    if (bits === undefined || bits < LEAST || bits > MOST) {
      const reason = `${name} is "${text}"; write bits a second between 1k and 1P, as in 10M`;
      throw new StatewrightError('MalformedField', { reason });
    }
    return { [direction]: Math.round(bits) };
  };
  return { ...rate('ingress'), ...rate('egress') };
}
