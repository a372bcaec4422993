import type { Command } from 'commander';
import { z } from 'zod';
import { catalogRules } from '../../../catalog/index.js';
import type { ClusterDescription } from '../../describe.js';
import { StatewrightError } from '../../../api/errors/index.js';
import { exitCode } from '../exit.js';
import type { Invocation } from '../invocation.js';
import { table } from '../table.js';
import { workflowPage } from '../settings.js';
import type { Run } from './registration.js';

const optionsSchema = z.object({ browser: z.boolean().default(false) });

export interface Link {
  readonly what: string;
  readonly url: string;
}

/**
 * Where the cluster and its workflow can be seen. The endpoint is a name that Kubernetes' DNS serves; the addresses of
 * ready pods of the node type that answers clients are what a browser on another network can be routed to.
 */
export function linksOf({ cluster, pods }: ClusterDescription, workflow: string): readonly Link[] {
  const rules = catalogRules.find((rule) => rule.component === cluster?.spec.component);
  const exposed = cluster?.spec.exposure?.nodeType ?? rules?.exposed;
  const endpoint = cluster?.status?.endpoint;
  const scheme = endpoint === undefined ? 'http' : new URL(endpoint).protocol.replace(':', '');
  const members = pods
    .filter((pod) => pod.ready && pod.ip !== '' && rules && pod.nodeType === exposed)
    .map((pod) => {
      const host = pod.ip.includes(':') ? `[${pod.ip}]` : pod.ip;
      return { what: `pod ${pod.name}`, url: `${scheme}://${host}:${rules?.clientPort ?? 80}` };
    });
  return [
    ...(endpoint === undefined ? [] : [{ what: 'endpoint inside Kubernetes', url: endpoint }]),
    ...members,
    { what: 'workflow in the Temporal UI', url: workflow },
  ];
}

async function open(invocation: Invocation, name: string, browser: boolean): Promise<number> {
  const key = await invocation.key(name);
  const { clusters } = await invocation.statewright();
  const description = await clusters.describe(key);
  const workflow = workflowPage(invocation.settings, description.workflowId);
  const links = linksOf(description, workflow);
  if (invocation.structured) invocation.printData(links);
  else {
    const columns = [
      { title: 'WHAT', value: (link: Link) => link.what },
      { title: 'URL', value: (link: Link) => link.url },
    ];
    invocation.print(...table(columns, links).slice(1));
    if (!links.some((link) => link.what.startsWith('pod '))) {
      invocation.note('No member that serves clients is ready; `statewright describe` says why.');
    }
  }
  if (browser) {
    await invocation.world.openBrowser(workflow).catch((error: unknown) => {
      const reason = `no browser could be started (${error instanceof Error ? error.message : String(error)})`;
      throw new StatewrightError('SettingInvalid', { name: '--browser', reason }, { cause: error });
    });
  }
  return exitCode.done;
}

export function openCommand(program: Command, run: Run): void {
  program
    .command('open')
    .description('print the URLs of a cluster: its endpoint, its members, its page in the Temporal UI')
    .argument('<name>', 'NAME or NAMESPACE/NAME')
    .option('--browser', 'open the page in the Temporal UI')
    .addHelpText(
      'after',
      `
Examples:
  statewright open logs
  curl "$(statewright open logs -o json | jq -r '.[] | select(.what | startswith("pod")) | .url' | head -1)"`,
    )
    .action(async (name: string, _options: unknown, command: Command) =>
      run(command, (invocation) => open(invocation, name, optionsSchema.parse(command.opts()).browser)),
    );
}
