import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import { brief, writing } from '../../workflows/activity-options.js';
import type { activities } from './activities.js';

const { look } = proxyLocalActivities<typeof activities>(brief);
const { write } = proxyActivities<typeof activities>(writing);

/** The least that a change costs: a look at what is, and one write, with the limits and retries of our workflows. */
export async function change(name: string): Promise<string> {
  return write(await look(name));
}
