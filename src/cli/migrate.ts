import type { Command } from './command.ts';
import { databaseUrls } from './database-url.ts';
import { parseArguments } from './parse-arguments.ts';

export const migrateCommand: Command = {
  summary: 'bring the database up to date',
  usage: `uplink migrate

Applies the migrations that the database at DATABASE_DIRECT_URL (else DATABASE_URL) lacks. Safe to run at any time and by several
machines at once: one works, the others wait and find nothing to do. If a transaction of the running version holds a lock, it
tries again rather than blocking requests.`,
  async run(args, { env, stdout }) {
    parseArguments(args, {});
    const { directUrl } = databaseUrls(env);
    // Only here: the engine is a few megabytes that no other command needs.
    const { migrate } = await import('../database/migrate.ts');
    const applied = await migrate(directUrl, { log: stdout });
    if (applied.length === 0) stdout('the database is up to date');
  },
};
