import { variables } from '../config/table.ts';
import { readVariables } from '../config/variable.ts';
import { connectDatabase, type Database } from '../database/client.ts';
import { createHashes, type Hashes } from '../webhooks/inbox.ts';
import type { CommandContext } from './command.ts';
import { databaseUrls } from './database-url.ts';

export type HashUser = Hashes['user'];

/**
 * Runs a command that needs the database and the hashes of users in the log, without the other
 * variables.
 * @throws {Error} with the error messages of the invalid variables
 */
export async function withHashes(
  env: CommandContext['env'],
  work: (database: Database, hashUser: HashUser) => Promise<void>,
): Promise<void> {
  const { SESSION_SECRET } = variables(true);
  const { values, errors } = readVariables({ SESSION_SECRET }, env);
  if (values.SESSION_SECRET === undefined) throw new Error([...errors.values()].join('\n'));
  const database = connectDatabase({ ...databaseUrls(env), poolMax: 2, onError: () => {} });
  try {
    await work(database, createHashes(values.SESSION_SECRET.reveal()).user);
  } finally {
    await database.close();
  }
}
