import { z } from 'zod';
import { StatewrightError } from '../api/errors/index.js';

/** What the role `webhook` reads from its environment besides the settings of every role. */
const webhookSettingsSchema = z.object({
  STATEWRIGHT_WEBHOOK_ADDRESS: z
    .string()
    .regex(/^[^\s:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/, 'write host:port')
    .default('127.0.0.1:9443'),
  STATEWRIGHT_WEBHOOK_CERT: z.string('name the PEM file of the certificate').min(1),
  STATEWRIGHT_WEBHOOK_KEY: z.string('name the PEM file of the private key').min(1),
});

export type WebhookSettings = z.infer<typeof webhookSettingsSchema>;

/** Throws StatewrightError `SettingInvalid` naming the first wrong variable. */
export function readWebhookSettings(
  environment: Readonly<Record<string, string | undefined>>,
): WebhookSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = webhookSettingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new StatewrightError('SettingInvalid', {
    name: issue?.path.join('.') ?? 'environment',
    reason: issue?.message ?? parsed.error.message,
  });
}
