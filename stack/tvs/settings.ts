import { z } from 'zod';
import { readEnvironment, serverAddress, type Environment } from '../../api/settings.js';

const loopback = serverAddress.refine(
  (text) => /^(127\.|localhost:|\[::1\])/.test(text),
  'write an address of loopback',
);
const file = z.string().min(1);

const settingsSchema = z
  .object({
    /** Addresses of the API, with commas. */
    TVS_ADDRESS: z
      .string()
      .transform((text) => text.split(',').map((one) => one.trim()))
      .pipe(z.array(serverAddress).min(1)),
    TVS_TLS_CERT: file,
    TVS_TLS_KEY: file,
    /** See stack/tvs/tokens.ts. */
    TVS_TOKENS_FILE: file,
    TVS_STATE: file,
    /** Files of the journal: when one is followed by another, and how many are kept. */
    TVS_JOURNAL_FILE_BYTES: z.coerce
      .number()
      .int()
      .min(1)
      .default(64 * 1024 * 1024),
    TVS_JOURNAL_FILES: z.coerce.number().int().min(2).default(16),
    /** For fault injection; off unless both are there. */
    TVS_ADMIN_ADDRESS: loopback.optional(),
    TVS_ADMIN_TOKEN_FILE: file.optional(),
    TVS_DATA_PLANE: z.enum(['on', 'off']).default('on'),
    /** Interface on which VIPs answer. */
    TVS_LINK: z.string().min(1).default('eth0'),
    /** Folder of HAProxy's files; a socket's path has to fit, so it is short. */
    TVS_RUN: z.string().startsWith('/').max(80).default('/run/tvs'),
  })
  .refine(
    (settings) =>
      (settings.TVS_ADMIN_ADDRESS === undefined) === (settings.TVS_ADMIN_TOKEN_FILE === undefined),
    {
      path: ['TVS_ADMIN_TOKEN_FILE'],
      message: 'goes with TVS_ADMIN_ADDRESS, both or neither',
    },
  );

export type TvsSettings = z.infer<typeof settingsSchema>;

/** Reads the environment. Throws StatewrightError `SettingInvalid` naming the first wrong variable. */
export function readTvsSettings(environment: Environment): TvsSettings {
  return readEnvironment(settingsSchema, environment);
}
