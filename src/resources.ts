import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config.ts';
import { connectDatabase, type Database } from './database/client.ts';
import { causeOf } from './database/error-cause.ts';
import { createPubSub, type PubSub } from './database/pubsub.ts';
import { publish } from './database/pubsub-message.ts';

/** Process-wide resources: the database pool and the pub/sub connection. */
export interface Resources {
  database: Database;
  pubsub: PubSub;
  /** Sets the logger. Earlier messages are dropped. */
  logTo(log: FastifyBaseLogger): void;
  start(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the configured database. If none is configured, which is possible only outside production, it starts an embedded PostgreSQL
 * and applies the migrations.
 */
export async function openResources(config: Config): Promise<Resources> {
  let log: FastifyBaseLogger | undefined;
  const embedded = config.databaseUrl === undefined ? await startEmbedded() : undefined;
  const url = embedded?.url ?? config.databaseUrl?.reveal() ?? '';
  const onError = (error: Error) => {
    const { cause, hint } = causeOf(error);
    log?.warn({ cause }, `a database connection broke: ${hint}`);
  };
  const directUrl = embedded?.url ?? config.databaseDirectUrl?.reveal() ?? url;
  const database = connectDatabase({ url, directUrl, poolMax: config.databasePoolMax, onError });
  const pubsub = createPubSub({
    url: directUrl,
    publish: (payload) => publish(database.pool, payload),
    log: {
      info: (details, message) => log?.info(details, message),
      warn: (details, message) => log?.warn(details, message),
    },
  });
  return {
    database,
    pubsub,
    logTo(logger) {
      log = logger;
    },
    start: () => pubsub.start(),
    async close() {
      await pubsub.close();
      await database.close();
      await embedded?.stop();
    },
  };
}

/** Imports the embedded server only here, because the production image does not contain its package. */
async function startEmbedded() {
  const { startEmbeddedPostgres } = await import('./database/embedded.ts');
  const { migrate } = await import('./database/migrate.ts');
  const embedded = await startEmbeddedPostgres({ directory: '.data/postgres' });
  await migrate(embedded.url);
  return embedded;
}
