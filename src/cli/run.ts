import { type Surroundings, UsageError } from './command.ts';
import { commands } from './commands.ts';

/**
 * Runs the command that the arguments name and answers the exit code: 0 done, 1 it failed, 2 it was called in a way
 * that it can't be. Whatever goes wrong is said on stderr, in a line for the operator and without a stack.
 */
export async function runCli(args: readonly string[], surroundings: Surroundings): Promise<0 | 1 | 2> {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') {
    surroundings.stdout(overview());
    return 0;
  }
  try {
    const command = commandNamed(name);
    if (rest.includes('--help')) surroundings.stdout(command.usage);
    else await command.run(rest, surroundings);
    return 0;
  } catch (error) {
    surroundings.stderr(error instanceof Error ? error.message : String(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

function commandNamed(name: string | undefined) {
  if (name === undefined) throw new UsageError(`Name a command.\n\n${overview()}`);
  const command = commands.get(name);
  if (!command) throw new UsageError(`There is no command "${name}". See uplink --help.`);
  return command;
}

function overview(): string {
  const width = Math.max(...[...commands.keys()].map((name) => name.length));
  const lines = [...commands].map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return ['uplink <command>', '', ...lines, '', 'uplink <command> --help says more.'].join('\n');
}
