import type { CommandContext } from './command.ts';

/**
 * Log lines of commands that change what is stored, in the format of the app's log, on stderr: the
 * output of a command stays readable, and the lines can be sent to the same place as the log.
 */
export function createOperatorLog({ stderr }: Pick<CommandContext, 'stderr'>) {
  return {
    info(fields: object, message: string): void {
      if (!('security' in fields)) return;
      stderr(JSON.stringify({ level: 'info', time: new Date().toISOString(), ...fields, msg: message }));
    },
    warn(): void {},
  };
}
