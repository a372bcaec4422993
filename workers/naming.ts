import { readNamingSettings, type NamingSettings } from '../activities/dns/index.js';
import type { Settings } from './settings.js';

/** Which zones this installation keeps; undefined where it keeps none. @throws StatewrightError SettingInvalid */
export async function namingOf(settings: Settings): Promise<NamingSettings | undefined> {
  const { STATEWRIGHT_DNS_CONFIG: file, STATEWRIGHT_WATCH_NAMESPACES: namespaces } = settings;
  return file === undefined ? undefined : readNamingSettings(file, namespaces);
}
