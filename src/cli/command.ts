/** The parts of the process that a command may use. */
export interface CommandContext {
  env: Readonly<Record<string, string | undefined>>;
  stdout: (line: string) => void;
  stderr: (line: string) => void;
  /** Prompts the operator. Resolves to true only after an explicit yes. */
  confirm: (question: string) => Promise<boolean>;
}

export interface Command {
  /** Short description for the list of commands. */
  summary: string;
  /** Synopsis and description for `--help`. */
  usage: string;
  /**
   * Resolves when the command is done.
   * @throws {UsageError} for unsupported arguments
   * @throws {Error} with a message for the operator
   */
  run(args: readonly string[], context: CommandContext): Promise<void>;
}

/** Invalid usage. The command does nothing and exits with code 2, the convention of Unix tools. */
export class UsageError extends Error {}
