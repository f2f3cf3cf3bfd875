import type { Command } from './command.ts';
import { databaseUrls } from './database-url.ts';
import { parseArguments } from './parse-arguments.ts';

export const migrateCommand: Command = {
  summary: 'bring the database up to date',
  usage: `uplink migrate

Applies the pending migrations to the database at DATABASE_DIRECT_URL, or at DATABASE_URL if that is not set. It can run at any
time and on several machines concurrently: one works, the others wait and find nothing to do. If a transaction of the running
version holds a lock, it retries instead of blocking requests.`,
  async run(args, { env, stdout }) {
    parseArguments(args, {});
    const { directUrl } = databaseUrls(env);
    // Loaded here because no other command needs it.
    const { migrate } = await import('../database/migrate.ts');
    const applied = await migrate(directUrl, { log: stdout });
    if (applied.length === 0) stdout('the database is up to date');
  },
};
