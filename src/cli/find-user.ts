import type { Database } from '../database/client.ts';
import { allInstallations } from '../installations/installations.ts';
import { type Command, UsageError } from './command.ts';
import { parseArguments } from './parse-arguments.ts';
import { type HashUser, withHashes } from './with-hashes.ts';

export const usersFindCommand: Command = {
  summary: 'find the log lines of a user, or the user of a log line',
  usage: `uplink users find ID | HASH

Log lines contain a keyed hash of the Zoom user ID as "user". Prints the hash of a user ID, also of a user who has been erased;
or the user of a hash, which must still have the app. Needs the SESSION_SECRET with which the lines were written.`,
  async run(args, { env, stdout }) {
    parseArguments(args.slice(1), {});
    const [given] = args;
    if (given === undefined || given.startsWith('-'))
      throw new UsageError('Enter a user ID or a hash: uplink users find ID.');
    await withHashes(env, async (database, hashUser) => {
      const userId = HASH.test(given) ? await userOf(database, hashUser, given.toLowerCase()) : given;
      stdout(`user    ${userId}`);
      stdout(`log     ${hashUser(userId).toString('hex')}`);
      stdout(`status  ${await statusOf(database, userId, hashUser(userId))}`);
    });
  },
};

const HASH = /^[0-9a-f]{64}$/i;

/** Compares the hash with that of each user, because it can't be reversed. */
async function userOf(database: Database, hashUser: HashUser, hash: string): Promise<string> {
  for await (const { userId } of allInstallations(database))
    if (hashUser(userId).toString('hex') === hash) return userId;
  throw new Error(
    'No user has this hash: the user was erased, or the line was written with another SESSION_SECRET.',
  );
}

async function statusOf({ prisma }: Database, userId: string, userHash: Buffer): Promise<string> {
  const installation = await prisma.installation.findFirst({ where: { userId, erasingSince: null } });
  if (installation !== null) return `${installation.status}, account ${installation.accountId}`;
  const erased = await prisma.erasedUser.findUnique({ where: { userHash: new Uint8Array(userHash) } });
  return erased === null ? 'has not added the app' : `erased at ${erased.erasedAt.toISOString()}`;
}
