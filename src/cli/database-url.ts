import { variables } from '../config/table.ts';
import { readVariables } from '../config/variable.ts';
import type { Surroundings } from './command.ts';

/**
 * DATABASE_URL alone, so that a command which needs nothing else runs where nothing else is configured. Never the
 * embedded PostgreSQL: an operator's command must not make up a database.
 * @throws {Error} with the sentence that the server would stop with
 */
export function databaseUrl(env: Surroundings['env']): string {
  const { DATABASE_URL } = variables(true);
  const { values, faults } = readVariables({ DATABASE_URL }, env);
  if (values.DATABASE_URL === undefined) throw new Error([...faults.values()].join('\n'));
  return values.DATABASE_URL.reveal();
}
