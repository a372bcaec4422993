import type { Command } from 'commander';
import type { ComponentRules, NodeTypeRule } from '../../../api/component.js';
import { StatewrightError } from '../../../api/errors/index.js';
import { catalogRules } from '../../../catalog/index.js';
import { exitCode } from '../exit.js';
import type { Invocation } from '../invocation.js';
import { table } from '../table.js';
import type { Paint } from '../terminal.js';
import type { Run } from './registration.js';

function overview(rules: readonly ComponentRules[]): string[] {
  return table(
    [
      { title: 'COMPONENT', value: (it) => it.component },
      { title: 'TITLE', value: (it) => it.title },
      { title: 'VERSIONS', value: (it) => it.versions.join(', ') },
      { title: 'NODE TYPES', value: (it) => it.nodeTypes.map((nodeType) => nodeType.name).join(', ') },
    ],
    rules,
  );
}

function bounds({ minimum, maximum }: NodeTypeRule): string {
  if (maximum === undefined) return `${minimum} or more`;
  return minimum === maximum ? String(minimum) : `${minimum} to ${maximum}`;
}

function details(rules: ComponentRules, paint: Paint): string[] {
  const nodeTypes = table(
    [
      { title: 'NODE TYPE', value: (it) => it.name },
      { title: 'REPLICAS', value: bounds },
      { title: 'CPU', value: (it) => it.defaults.cpu },
      { title: 'MEMORY', value: (it) => `${it.defaults.memory} (at least ${it.minimumMemory})` },
      {
        title: 'VOLUMES',
        value: (it) => it.defaults.volumes.map(({ name, size }) => `${name} ${size}`).join(', '),
      },
      { title: 'PURPOSE', value: (it) => it.purpose },
    ],
    rules.nodeTypes,
  );
  const settings = table(
    [
      { title: 'SETTING', value: (it) => (it.key.endsWith('.') ? `${it.key}*` : it.key) },
      { title: 'WHY THE PLATFORM DECIDES IT', value: (it) => it.reason },
    ],
    rules.forbiddenSettings,
  );
  return [
    `${paint('bold', rules.title)} (component: ${rules.component})`,
    `Versions: ${rules.versions.join(', ')}`,
    `Clients are answered by ${rules.exposed} at port ${rules.clientPort}, if the spec does not say otherwise.`,
    '',
    ...nodeTypes,
    ...(rules.forbiddenSettings.length === 0 ? [] : ['', ...settings]),
  ];
}

function components(invocation: Invocation, name: string | undefined): Promise<number> {
  const chosen = name === undefined ? catalogRules : catalogRules.filter((rules) => rules.component === name);
  const [first] = chosen;
  if (name !== undefined && !first) {
    const known = catalogRules.map((rules) => rules.component).join(', ');
    throw new StatewrightError('UnknownComponent', { component: name, known });
  }
  if (invocation.structured) invocation.printData(name === undefined ? chosen : first);
  else if (name !== undefined && first) invocation.print(...details(first, invocation.paint));
  else invocation.print(...overview(chosen));
  return Promise.resolve(exitCode.done);
}

export function componentsCommand(program: Command, run: Run): void {
  program
    .command('components')
    .description('what the catalog offers: systems, versions, node types with their bounds and defaults')
    .argument('[component]', 'show this one in full')
    .addHelpText(
      'after',
      `
Examples:
  statewright components
  statewright components opensearch`,
    )
    .action(async (name: string | undefined, _options: unknown, command: Command) =>
      run(command, async (invocation) => components(invocation, name)),
    );
}
