import { catalogue, type ErrorCode } from '../errors/index.js';
import { dnsLabelPattern } from '../names.js';

/** One entry of `x-kubernetes-validations` (apiextensions.k8s.io/v1 ValidationRule). */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/** A CEL expression that yields a string, as opposed to a text that stands for itself. */
export interface CelExpression {
  readonly cel: string;
}

export type MessageParameters = Readonly<Record<string, string | number | CelExpression>>;

/** A text as a CEL string literal. */
export function celString(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

/** Texts as a CEL list literal. */
export function celStrings(texts: readonly string[]): string {
  return `[${texts.map(celString).join(', ')}]`;
}

/** Whether a text is a DNS label. Where it is not, the field's own rule says so, and others need not speak as well. */
export function isDnsLabelCel(text: string): string {
  return `${text}.matches(${celString(dnsLabelPattern.source)})`;
}

/**
 * The sentence and remedy of an error of the catalogue, as the API server is to say it: `message` where everything is
 * known beforehand, else `messageExpression`, which the API server evaluates. `position` is put in front, for rules
 * that can name their field only roughly in `fieldPath`: of a list it cannot say which entry.
 */
export function message(
  code: ErrorCode,
  parameters: MessageParameters,
  position?: string,
): Pick<ValidationRule, 'message' | 'messageExpression'> {
  const { sentence, remedy } = catalogue[code];
  const parts = `${sentence} ${remedy}`.split(/\{(\w+)\}/).map((text, index): string | CelExpression => {
    if (index % 2 === 0) return text;
    const value = parameters[text];
    if (value === undefined) throw new Error(`the message of ${code} needs the parameter ${text}`);
    return typeof value === 'object' ? value : String(value);
  });
  const all = position === undefined ? parts : [`${position}: `, ...parts];
  const merged = all.reduce<(string | CelExpression)[]>((before, part) => {
    const last = before.at(-1);
    if (typeof part === 'string' && typeof last === 'string') return [...before.slice(0, -1), last + part];
    return [...before, part];
  }, []);
  const pieces = merged.filter((part) => part !== '');
  const [only] = pieces;
  if (pieces.length === 1 && typeof only === 'string') return { message: only };
  return {
    messageExpression: pieces
      .map((part) => (typeof part === 'string' ? celString(part) : part.cel))
      .join(' + '),
  };
}
