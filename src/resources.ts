import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config.ts';
import { connectDatabase, type Database } from './database/client.ts';
import { causeOf } from './database/error-cause.ts';
import type { StartQuery } from './database/pool.ts';
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

/** Opens the configured database. It connects with the first query, and pub/sub with `start`. */
export function openResources(config: Config, startQuery?: StartQuery): Resources {
  let log: FastifyBaseLogger | undefined;
  const url = config.databaseUrl.reveal();
  const onError = (error: Error) => {
    const { cause, hint } = causeOf(error);
    log?.warn({ cause }, `a database connection broke: ${hint}`);
  };
  const directUrl = config.databaseDirectUrl?.reveal() ?? url;
  const database = connectDatabase({ url, directUrl, poolMax: config.databasePoolMax, onError, startQuery });
  const pubsub = createPubSub({
    url: directUrl,
    publish: (payload) => publish(database, payload),
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
    },
  };
}
