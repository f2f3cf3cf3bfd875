import type { Database } from '../database/client.ts';
import { endSessionsOf, endSessionsOfAll } from '../sessions/end-sessions.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';
import { createOperatorLog } from './operator-log.ts';
import { parseArguments } from './parse-arguments.ts';
import { withHashes } from './with-hashes.ts';

export const usersSignOutCommand: Command = {
  summary: 'end the sessions of a user, or of all users',
  usage: `uplink users sign-out ID
uplink users sign-out --all [--yes]

Ends all sessions of the Zoom user ID, or with --all of every user, on every instance. Deletes no other data; users can sign in
again with Zoom. --all prompts for confirmation unless --yes is given. Writes a log line to stderr, with the keyed hash of the
user. Needs DATABASE_URL and SESSION_SECRET only, so it also works without the encryption keys.`,
  async run(args, context) {
    const [first = ''] = args;
    const userId = first.startsWith('-') ? undefined : first || undefined;
    const { all = false, yes = false } = parseArguments(userId === undefined ? args : args.slice(1), {
      all: { type: 'boolean' },
      yes: { type: 'boolean' },
    });
    if ((userId === undefined) !== all)
      throw new UsageError('Enter a user ID or --all: uplink users sign-out ID.');
    await withHashes(context.env, async (database, hashUser) => {
      const count =
        userId === undefined
          ? await signOutAll(database, context, yes)
          : await endSessionsOf(database, userId);
      const user = userId === undefined ? {} : { user: hashUser(userId).toString('hex') };
      const log = createOperatorLog(context);
      log.info({ security: 'sessions_ended', ...user, count }, 'sessions ended by the operator');
      context.stdout(`${count} ${count === 1 ? 'session' : 'sessions'} ended`);
    });
  },
};

async function signOutAll(database: Database, { confirm }: CommandContext, yes: boolean): Promise<number> {
  if (!yes && !(await confirm('End the sessions of all users? [y/N] ')))
    throw new Error('No session was ended.');
  return endSessionsOfAll(database);
}
