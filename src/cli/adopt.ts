import { variables } from '../config/table.ts';
import { readVariables } from '../config/variable.ts';
import { connectDatabase } from '../database/client.ts';
import { adoptDatabase, readDeploymentUrl } from '../database/deployment-url.ts';
import { pendingMigrations } from '../database/migrate.ts';
import type { Command, CommandContext } from './command.ts';
import { databaseUrls } from './database-url.ts';
import { parseArguments } from './parse-arguments.ts';

export const adoptCommand: Command = {
  summary: 'use a restored database, or one with another PUBLIC_URL',
  usage: `uplink adopt [--yes]

Run it after a restore, and after PUBLIC_URL has changed, while no other deployment uses the database or a copy of it: two
deployments with the same Zoom app end each other's connections. Stores PUBLIC_URL as that of the database, and deletes the
live status of every livestream: it is shown as unknown until Zoom's next event. Prompts for confirmation unless --yes is
given. Needs DATABASE_URL and PUBLIC_URL only.`,
  async run(args, context) {
    const { yes = false } = parseArguments(args, { yes: { type: 'boolean' } });
    const publicUrl = publicUrlOf(context.env);
    const database = connectDatabase({ ...databaseUrls(context.env), poolMax: 2, onError: () => {} });
    try {
      if ((await pendingMigrations(database)).length > 0)
        throw new Error('Migrations are pending: run npm run migrate.');
      const stored = await readDeploymentUrl(database);
      const before = stored === undefined || stored === publicUrl ? '' : ` instead of ${stored}`;
      const question = `Use this database for ${publicUrl}${before}? No other server may use it or a copy of it. [y/N] `;
      if (!yes && !(await context.confirm(question))) throw new Error('Nothing was changed.');
      await adoptDatabase(database, publicUrl);
      context.stdout(`the database belongs to ${publicUrl}${before}`);
    } finally {
      await database.close();
    }
  },
};

function publicUrlOf(env: CommandContext['env']): string {
  const { PUBLIC_URL } = variables(true);
  const { values, errors } = readVariables({ PUBLIC_URL }, env);
  if (values.PUBLIC_URL === undefined) throw new Error([...errors.values()].join('\n'));
  return values.PUBLIC_URL;
}
