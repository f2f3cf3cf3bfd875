import { variables } from '../config/table.ts';
import { readVariables } from '../config/variable.ts';
import type { CommandContext } from './command.ts';

/** URLs of the database. Both are the same unless DATABASE_DIRECT_URL is set. */
export interface DatabaseUrls {
  url: string;
  directUrl: string;
}

/**
 * Reads only DATABASE_URL and DATABASE_DIRECT_URL, so that a command runs without the other
 * variables.
 * @throws {Error} with the error messages of the invalid variables
 */
export function databaseUrls(env: CommandContext['env']): DatabaseUrls {
  const { DATABASE_URL, DATABASE_DIRECT_URL } = variables(true);
  const { values, errors } = readVariables({ DATABASE_URL, DATABASE_DIRECT_URL }, env);
  if (values.DATABASE_URL === undefined || errors.size > 0) throw new Error([...errors.values()].join('\n'));
  const url = values.DATABASE_URL.reveal();
  return { url, directUrl: values.DATABASE_DIRECT_URL?.reveal() ?? url };
}
