import { variables } from '../config/table.ts';
import { readVariables } from '../config/variable.ts';
import { connectDatabase, type Database } from '../database/client.ts';
import { allInstallations } from '../installations/installations.ts';
import { createHashes, type Hashes } from '../webhooks/inbox.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';
import { databaseUrls } from './database-url.ts';
import { parseArguments } from './parse-arguments.ts';

type HashUser = Hashes['user'];

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

async function withHashes(
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
