import { Command, CommanderError, Option } from 'commander';
import { errorJson } from './error-text.js';
import { exitCode, exitCodeOf, UsageError } from './exit.js';
import { Invocation } from './invocation.js';
import { cliSettings, globalOptionsSchema } from './settings.js';
import { adoptCommand } from './commands/adopt.js';
import { applyCommand } from './commands/apply.js';
import { completionCommand } from './commands/completion.js';
import { componentsCommand } from './commands/components.js';
import { configureCommand } from './commands/configure.js';
import { deleteCommand } from './commands/delete.js';
import { describeCommand } from './commands/describe.js';
import { getCommand } from './commands/get.js';
import { nodeCommand } from './commands/node.js';
import { dnsCommand } from './commands/dns.js';
import { ipCommand } from './commands/ip.js';
import { offlineCommand, onlineCommand } from './commands/offline.js';
import { openCommand } from './commands/open.js';
import { scaleCommand } from './commands/scale.js';
import { serviceCommand } from './commands/service.js';
import { upgradeCommand } from './commands/upgrade.js';
import { validateCommand } from './commands/validate.js';
import { versionCommand } from './commands/version.js';
import type { Registration, Run } from './commands/registration.js';
import { watchCommand } from './commands/watch.js';
import type { World } from './world.js';

const registrations: readonly Registration[] = [
  applyCommand,
  getCommand,
  describeCommand,
  watchCommand,
  openCommand,
  scaleCommand,
  upgradeCommand,
  configureCommand,
  offlineCommand,
  onlineCommand,
  deleteCommand,
  adoptCommand,
  nodeCommand,
  ipCommand,
  dnsCommand,
  serviceCommand,
  validateCommand,
  componentsCommand,
  completionCommand,
  versionCommand,
];

const environmentHelp = `
Environment:
  KUBECONFIG          kubeconfig file(s), as for kubectl
  TEMPORAL_ADDRESS    host:port of Temporal (127.0.0.1:7233)
  TEMPORAL_NAMESPACE  Temporal namespace (default)
  TEMPORAL_UI         base URL of the Temporal UI (http://<host of TEMPORAL_ADDRESS>:8233)

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 time-out of a wait, 130 interrupted.
Guide: docs/cli.md`;

/** Whether errors of the command line itself are for a program; asked before the command line is understood. */
function wantsJson(argv: readonly string[]): boolean {
  return argv.some((word, index) => {
    const value = /^(?:-o|--output=)(.+)$/.exec(word)?.[1] ?? argv[index + 1];
    return /^(-o.*|--output(=.*)?)$/.test(word) && (value === 'json' || value === 'yaml');
  });
}

function buildProgram(world: World, argv: readonly string[], run: Run): Command {
  const json = wantsJson(argv);
  const program = new Command('statewright')
    .description('Asks for clusters of data systems on Kubernetes and follows what becomes of them.')
    .option('-n, --namespace <name>', "Kubernetes namespace (default: that of the kubeconfig's context)")
    .option('--kubeconfig <file>', 'kubeconfig file (default: as kubectl finds it)')
    .option('--context <name>', 'context of the kubeconfig')
    .option('--temporal-address <host:port>', 'where Temporal is')
    .option('--temporal-namespace <name>', 'namespace in Temporal')
    .addOption(
      new Option('-o, --output <form>', 'form of the result')
        .choices(['table', 'wide', 'json', 'yaml'])
        .default('table'),
    )
    .option('--no-color', 'no colours')
    .option('--debug', 'print where errors come from', false)
    .addHelpText('after', environmentHelp)
    .version(world.version, '-V, --version', 'version of this program')
    .helpCommand('help [command]', 'help for a command')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.terminal.out(text),
      writeErr: (text) => world.terminal.err(text),
      outputError: (text, write) => {
        const message = text.replace(/^error: /, '').trim();
        const remedy = 'See `statewright --help`, or --help after the command.';
        write(json ? `${errorJson(new UsageError(message, remedy))}\n` : `error: ${message}\n  ${remedy}\n`);
      },
    });
  for (const register of registrations) register(program, run);
  for (const command of program.commands) {
    command.exitOverride().configureHelp({ showGlobalOptions: true });
    command.configureOutput(program.configureOutput());
  }
  return program;
}

/** Runs one command line (without `node` and the script) and answers the exit code; never throws. */
export async function runCli(argv: readonly string[], world: World): Promise<number> {
  let code: number = exitCode.done;
  const run: Run = async (command, action) => {
    const options = globalOptionsSchema.parse(command.optsWithGlobals());
    let invocation: Invocation | undefined;
    try {
      invocation = new Invocation(world, cliSettings(options, world.environment), options);
      code = await action(invocation);
    } catch (error) {
      code = exitCodeOf(error);
      const output = invocation ?? new Invocation(world, emptySettings, options);
      output.printError(error);
    } finally {
      await invocation?.close();
    }
  };
  const program = buildProgram(world, argv, run);
  try {
    if (argv.length === 0) {
      program.outputHelp();
      return exitCode.wrongUsage;
    }
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    // Help and version that were asked for are not errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.wrongUsage;
    world.terminal.err(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return exitCode.failed;
  }
}

/** For printing what is wrong with the settings themselves. */
const emptySettings = { temporal: { address: '', namespace: '', ui: '', tls: {} } };
