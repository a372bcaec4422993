import { readNamingSettings, type NamingSettings } from '../activities/dns/index.js';
import type { Settings } from './settings.js';

/** Which zones this installation keeps; undefined where it keeps none. @throws StatewrightError SettingInvalid */
export async function namingOf({ STATEWRIGHT_DNS_CONFIG }: Settings): Promise<NamingSettings | undefined> {
  return STATEWRIGHT_DNS_CONFIG === undefined ? undefined : readNamingSettings(STATEWRIGHT_DNS_CONFIG);
}
