import { z } from 'zod';
import { StatewrightError } from './errors/index.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `host:port`, the form in which all listening and server addresses are given. */
export const serverAddress = z
  .string()
  .regex(/^[^\s:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/, 'write host:port');

/** Reads settings from the environment. Throws StatewrightError `SettingInvalid` naming the first wrong variable. */
export function readEnvironment<T>(schema: z.ZodType<T>, environment: Environment): T {
  // An empty variable is how charts and shells say "not set".
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new StatewrightError('SettingInvalid', {
    name: issue?.path.join('.') ?? 'environment',
    reason: issue?.message ?? parsed.error.message,
  });
}

/** Splits `host:port`; `serverAddress` has checked the form. */
export function splitAddress(text: string): { readonly host: string; readonly port: number } {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}
