import type { z } from 'zod';
import { fieldProblem, type FieldProblem } from '../errors/index.js';
import { dnsLabelPattern } from '../names.js';
import type { DescribeField } from './described-schema.js';
import { formatFieldPath } from './field-path.js';
import { nearestName } from './nearest-name.js';

type Issue = z.core.$ZodIssue;

/** What zod, asked to report the input, found wrong: field, reason and remedy. Each field is named at most once. */
export function formProblems(error: z.core.$ZodError, describe: DescribeField): readonly FieldProblem[] {
  const problems = error.issues.flatMap((issue) => issueProblems(issue, describe));
  return problems.filter(
    (problem, index) => problems.findIndex(({ field }) => field === problem.field) === index,
  );
}

function issueProblems(issue: Issue, describe: DescribeField): FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownField(issue.path, key, describe));
  }
  const field = formatFieldPath(issue.path);
  const schema = describe(issue.path);
  if (issue.input === undefined) {
    return [fieldProblem(field, 'MissingField', { description: schema?.description ?? expectation(issue) })];
  }
  if (schema?.pattern === dnsLabelPattern.source && typeof issue.input === 'string') {
    const parameters = { value: shortened(issue.input), max: schema.maxLength ?? 63 };
    return [fieldProblem(field, 'NotADnsLabel', parameters)];
  }
  return [fieldProblem(field, 'MalformedField', { reason: expectation(issue) })];
}

function unknownField(path: readonly PropertyKey[], key: string, describe: DescribeField): FieldProblem {
  const known = Object.keys(describe(path)?.properties ?? {});
  const nearest = nearestName(key, known);
  const suggestion =
    nearest === undefined
      ? `Remove it; the fields here are ${known.join(', ')}.`
      : `Write "${nearest}", or remove it.`;
  return fieldProblem(formatFieldPath([...path, key]), 'UnknownField', { key, suggestion });
}

/** What would have been right, as the middle of a sentence. */
function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type': {
      const expected = noun(issue.expected);
      return issue.input === undefined ? expected : `expected ${expected}, got ${shown(issue.input)}`;
    }
    case 'invalid_value': {
      const expected = issue.values.map(String).join(' or ');
      return issue.input === undefined ? expected : `expected ${expected}, got ${shown(issue.input)}`;
    }
    case 'too_big':
      return `at most ${issue.maximum}${measure(issue.origin)}${seen(issue)}`;
    case 'too_small':
      return `at least ${issue.minimum}${measure(issue.origin)}${seen(issue)}`;
    case 'invalid_format':
    case 'custom':
      return `${issue.message}${seen(issue)}`;
    case 'invalid_key':
      return issue.issues.map((inner) => `its key must have ${expectation(inner)}`).join('; ');
    case 'invalid_union':
      return unionExpectation(issue);
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_element':
      return issue.message;
  }
}

/** A value that fits none of several types; where it has the type of one, what that one says against it. */
function unionExpectation(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  const branches: readonly (readonly Issue[])[] = issue.errors;
  const inner = branches.flat();
  const nearest = inner.find((candidate) => candidate.code !== 'invalid_type');
  if (nearest !== undefined) return expectation(nearest);
  const types = inner.flatMap((candidate) => (candidate.code === 'invalid_type' ? [candidate.expected] : []));
  return `expected ${types.map(noun).join(' or ')}, got ${shown(issue.input)}`;
}

function noun(type: string): string {
  switch (type) {
    case 'record':
    case 'object':
      return 'a map of fields';
    case 'array':
      return 'a list';
    case 'int':
      return 'a whole number';
    default:
      return `a ${type}`;
  }
}

function measure(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

function seen({ input }: Issue): string {
  return typeof input === 'string' || typeof input === 'number' ? `, got ${shown(input)}` : '';
}

function shown(input: unknown): string {
  if (input === null) return 'nothing (null)';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a map of fields';
  if (typeof input === 'number' || typeof input === 'boolean') return String(input);
  return typeof input === 'string' ? `"${shortened(input)}"` : `a ${typeof input}`;
}

/** Outside text in a message: enough to recognise it, on one line. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
