import { type Config, loadConfig } from '../config.ts';
import { connectDatabase, type Database } from '../database/client.ts';
import type { DeploymentUrl } from '../database/deployment-url.ts';
import { createPubSub, type PubSub } from '../database/pubsub.ts';
import { publish } from '../database/pubsub-message.ts';
import { packageVersion } from '../package-directory.ts';
import { createReadiness } from '../readiness.ts';
import type { Uplink } from '../uplink.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';
import { createOperatorLog } from './operator-log.ts';
import { parseArguments } from './parse-arguments.ts';

export const usersListCommand: Command = {
  summary: 'list the users who have added the app',
  usage: `uplink users list [--json]

Prints one line per user: Zoom user ID, account ID, connection status, and time of the latest authorization. With --json, prints
a JSON array whose objects also have log_user, the keyed hash of the user in log lines.`,
  async run(args, context) {
    const { stdout } = context;
    const { json = false } = parseArguments(args, { json: { type: 'boolean' } });
    await withUplink(context, async (uplink) => {
      if (json) await printJson(uplink, stdout);
      else
        for await (const { userId, accountId, status, connectedAt } of uplink.installations.all())
          stdout([userId, accountId, status, connectedAt.toISOString()].join('  '));
    });
  },
};

/** Prints each user when it is read, so that memory does not limit their number. */
async function printJson(uplink: Uplink, stdout: CommandContext['stdout']): Promise<void> {
  stdout('[');
  let line: string | undefined;
  for await (const { userId, accountId, status, connectedAt } of uplink.installations.all()) {
    if (line !== undefined) stdout(`${line},`);
    line = JSON.stringify({
      user_id: userId,
      account_id: accountId,
      status,
      connected_at: connectedAt,
      log_user: uplink.hashUser(userId).toString('hex'),
    });
  }
  if (line !== undefined) stdout(line);
  stdout(']');
}

/**
 * Long enough to finish here, because the app, which would continue an erasure, may not be running.
 */
const ERASE_WITHIN_MS = 60 * 60_000;

export const usersEraseCommand: Command = {
  summary: 'erase everything about a user',
  usage: `uplink users erase ID [--yes]

Revokes the grant of the Zoom user ID and erases all data of this user. Prompts for confirmation unless --yes is given. Writes
a log line with the keyed hash of the user to stderr. With STAGING_COPY=true the grant, which is that of production, is not
revoked.`,
  async run(args, context) {
    const { yes } = parseArguments(args.slice(1), { yes: { type: 'boolean' } });
    const [userId] = args;
    if (userId === undefined || userId.startsWith('-'))
      throw new UsageError('Enter a user ID: uplink users erase ID.');
    await withUplink(context, async (uplink, { stagingCopy }) => {
      if (!(await uplink.installations.isInstalled(userId))) throw new Error('This user does not exist.');
      if (!yes && !(await context.confirm('Erase everything about this user? It can’t be undone. [y/N] '))) {
        throw new Error('Nothing was erased.');
      }
      await uplink.erasure.erase(userId, { withinMs: ERASE_WITHIN_MS, by: 'operator' });
      context.stdout(stagingCopy ? 'erased from this copy; the grant in Zoom was not revoked' : 'erased');
    });
  },
};

/** A process that is not ready, for example without the right keys, could not revoke the grant. */
async function requireReady(
  { database, pubsub, deployment }: { database: Database; pubsub: PubSub; deployment: DeploymentUrl },
  { keyRing }: Uplink,
): Promise<void> {
  let reason: string | undefined;
  const error = (_fields: object, message: string) => {
    reason = message;
  };
  await createReadiness({
    database,
    pubsub,
    keyRing,
    deployment,
    log: { error, warn() {}, info() {} },
  }).prepare();
  if (reason !== undefined) throw new Error(`${reason[0]?.toUpperCase()}${reason.slice(1)}.`);
}

async function withUplink(
  context: CommandContext,
  work: (uplink: Uplink, config: Config) => Promise<void>,
): Promise<void> {
  const config = loadConfig({ ...context.env, NODE_ENV: 'production' });
  const url = config.databaseUrl.reveal();
  const directUrl = config.databaseDirectUrl?.reveal() ?? url;
  const database = connectDatabase({ url, directUrl, poolMax: 2, onError: () => {} });
  const silent = { info() {}, warn() {} };
  const pubsub = createPubSub({
    url: directUrl,
    publish: (payload) => publish(database, payload),
    log: silent,
  });
  // Loaded here because the other commands do not need them.
  const { createUplink } = await import('../uplink.ts');
  const { createMetrics } = await import('../metrics.ts');
  const uplink = createUplink({
    config,
    database,
    pubsub,
    metrics: createMetrics({ version: packageVersion() }),
    log: createOperatorLog(context),
  });
  try {
    await pubsub.start();
    await requireReady({ database, pubsub, deployment: config }, uplink);
    await work(uplink, config);
  } finally {
    await uplink.close();
    await pubsub.close();
    await database.close();
  }
}
