import { variables } from '../config/table.ts';
import { readVariables } from '../config/variable.ts';
import type { CommandContext } from './command.ts';

/** Where a command finds the database; the same URL twice unless DATABASE_DIRECT_URL is set. */
export interface DatabaseUrls {
  url: string;
  directUrl: string;
}

/**
 * DATABASE_URL and DATABASE_DIRECT_URL alone, so that a command which needs nothing else runs if nothing else is configured. Never
 * the embedded PostgreSQL: an operator's command must not create a database.
 * @throws {Error} with the sentences that the server would stop with
 */
export function databaseUrls(env: CommandContext['env']): DatabaseUrls {
  const { DATABASE_URL, DATABASE_DIRECT_URL } = variables(true);
  const { values, faults } = readVariables({ DATABASE_URL, DATABASE_DIRECT_URL }, env);
  if (values.DATABASE_URL === undefined || faults.size > 0) throw new Error([...faults.values()].join('\n'));
  const url = values.DATABASE_URL.reveal();
  return { url, directUrl: values.DATABASE_DIRECT_URL?.reveal() ?? url };
}
