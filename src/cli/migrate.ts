import type { Command } from './command.ts';
import { databaseUrl } from './database-url.ts';
import { parseArguments } from './parse-arguments.ts';

export const migrateCommand: Command = {
  summary: 'bring the database up to date',
  usage: `uplink migrate

Applies the migrations that the database at DATABASE_URL lacks. Safe to run at any time and by several
machines at once: one works, the others wait and find nothing to do.`,
  async run(args, { env, stdout }) {
    parseArguments(args, {});
    const url = databaseUrl(env);
    // Only here: the engine is a few megabytes that no other command needs.
    const { migrate } = await import('../database/migrate.ts');
    const applied = await migrate(url, { log: stdout });
    if (applied.length === 0) stdout('the database is up to date');
  },
};
