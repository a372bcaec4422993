import { layOutPaths, type Paths } from './paths.js';
import { planNetwork, type NetworkPlan } from './network/plan.js';
import { readSettings, type Settings } from './settings.js';

/** What every part and every step is told: the person's choices and what follows from them. */
export interface Stack {
  readonly settings: Settings;
  readonly paths: Paths;
  readonly network: NetworkPlan;
}

/** Throws StatewrightError `SettingInvalid`. `project`: the checkout's root folder, absolute. */
export function describeStack(
  environment: Readonly<Record<string, string | undefined>>,
  project: string,
): Stack {
  const settings = readSettings(environment, project);
  return { settings, paths: layOutPaths(settings, project), network: planNetwork(settings) };
}
