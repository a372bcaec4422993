import { z } from 'zod';
import { readEnvironment, serverAddress, type Environment } from '../api/settings.js';

/** What the role `webhook` reads from its environment besides the settings of every role. */
const webhookSettingsSchema = z.object({
  STATEWRIGHT_WEBHOOK_ADDRESS: serverAddress.default('127.0.0.1:9443'),
  STATEWRIGHT_WEBHOOK_CERT: z.string('name the PEM file of the certificate').min(1),
  STATEWRIGHT_WEBHOOK_KEY: z.string('name the PEM file of the private key').min(1),
});

export type WebhookSettings = z.infer<typeof webhookSettingsSchema>;

/** Throws StatewrightError `SettingInvalid` naming the first wrong variable. */
export function readWebhookSettings(environment: Environment): WebhookSettings {
  return readEnvironment(webhookSettingsSchema, environment);
}
