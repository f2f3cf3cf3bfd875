import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './command.ts';

/**
 * Parses the options of one command. Unknown options are rejected, so that a mistyped option is not
 * ignored.
 * @throws {UsageError}
 */
export function parseArguments<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    // Only the first sentence: the rest of Node's message explains its own syntax.
    const [sentence] = error instanceof Error ? error.message.split('. ') : [String(error)];
    throw new UsageError(`${sentence?.replace(/\.$/, '')}.`, { cause: error });
  }
}
