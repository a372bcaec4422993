import { Argument, type Command } from 'commander';
import { exitCode } from '../exit.js';
import type { Run } from './registration.js';

/** Long options of a command, those of the program included. */
function optionsOf(command: Command, program: Command): readonly string[] {
  return [...command.options, ...program.options].flatMap((option) => option.long ?? []);
}

function bash(program: Command): string {
  const commands = program.commands.map((command) => command.name());
  const cases = program.commands.map(
    (command) => `    ${command.name()}) words="${optionsOf(command, program).join(' ')}" ;;`,
  );
  return `# bash completion of statewright; load it with: source <(statewright completion bash)
_statewright() {
  local word=\${COMP_WORDS[COMP_CWORD]} command="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case " ${commands.join(' ')} " in *" \${COMP_WORDS[i]} "*) command=\${COMP_WORDS[i]}; break ;; esac
  done
  case "$command" in
${cases.join('\n')}
    *) words="${commands.join(' ')}" ;;
  esac
  if [[ \${COMP_WORDS[COMP_CWORD-1]} == -f || \${COMP_WORDS[COMP_CWORD-1]} == --filename ]]; then
    COMPREPLY=($(compgen -f -- "$word"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  fi
}
complete -o filenames -F _statewright statewright
`;
}

/** zsh runs bash's completion functions itself (zshcompsys(1), bashcompinit). */
function zsh(program: Command): string {
  return `# zsh completion of statewright; load it with: source <(statewright completion zsh)
autoload -Uz compinit bashcompinit && compinit && bashcompinit
${bash(program)}`;
}

export function completionCommand(program: Command, run: Run): void {
  program
    .command('completion')
    .description('print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh']))
    .addHelpText('after', '\nExamples:\n  source <(statewright completion bash)')
    .action(async (shell: string, _options: unknown, command: Command) =>
      run(command, (invocation) => {
        invocation.world.terminal.out(shell === 'bash' ? bash(program) : zsh(program));
        return Promise.resolve(exitCode.done);
      }),
    );
}
