/** What a command may touch of the process that runs it. */
export interface CommandContext {
  env: Readonly<Record<string, string | undefined>>;
  stdout: (line: string) => void;
  stderr: (line: string) => void;
  /** Asks a question that has to be answered with yes. */
  confirm: (question: string) => Promise<boolean>;
}

export interface Command {
  /** What it does, for the list of commands: a few words. */
  summary: string;
  /** What follows the command's name, and what it means. */
  usage: string;
  /**
   * Answers when it is done.
   * @throws {UsageError} for arguments that it doesn't take
   * @throws {Error} whose message is a sentence for the operator
   */
  run(args: readonly string[], context: CommandContext): Promise<void>;
}

/** Called in a way that it can't be: exit code 2, by convention of Unix tools, and never tried. */
export class UsageError extends Error {}
