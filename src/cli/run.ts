import { packageVersion } from '../package-directory.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';
import { commands } from './commands.ts';

/**
 * Runs the command that the arguments name. Errors are printed on stderr, as one line for the
 * operator without a stack.
 * @returns the exit code: 0 success, 1 failure, 2 invalid usage
 */
export async function runCli(args: readonly string[], context: CommandContext): Promise<0 | 1 | 2> {
  const [first = '', ...others] = args;
  try {
    if (first === '--version') context.stdout(`uplink ${packageVersion()}`);
    else if (first === 'help' && others.length > 0) await runCommand([...others, '--help'], context);
    else if (['--help', '-h', 'help'].includes(first)) context.stdout(overview());
    else await runCommand(args, context);
    return 0;
  } catch (error) {
    context.stderr(error instanceof Error ? error.message : String(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

async function runCommand(args: readonly string[], context: CommandContext): Promise<void> {
  const { command, rest } = commandOf(args);
  if (rest.includes('--help') || rest.includes('-h')) context.stdout(command.usage);
  else await command.run(rest, context);
}

/** Finds the command that the first word names, or the first two words. */
function commandOf([first, second, ...others]: readonly string[]): { command: Command; rest: string[] } {
  if (first === undefined) throw new UsageError(`Enter a command.\n\n${overview()}`);
  const rest = second === undefined ? [] : [second, ...others];
  const single = commands.get(first);
  if (single) return { command: single, rest };
  const double = commands.get(`${first} ${second}`);
  if (double) return { command: double, rest: others };
  throw new UsageError(`Unknown command "${first}". See uplink --help.`);
}

function overview(): string {
  const width = Math.max(...[...commands.keys()].map((name) => name.length));
  const lines = [...commands].map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'uplink <command>',
    '',
    ...lines,
    '',
    'uplink <command> --help shows details, uplink --version the version.',
  ].join('\n');
}
