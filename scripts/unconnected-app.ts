import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { type AppDependencies, buildApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { connectDatabase } from '../src/database/client.ts';
import { createPubSub } from '../src/database/pubsub.ts';

/** An app that neither listens nor connects, to read its routes and schemas. */
export async function buildUnconnectedApp(
  options: Pick<AppDependencies, 'describe' | 'uiDirectory'>,
): Promise<{ app: FastifyInstance; close(): Promise<void> }> {
  const url = 'postgresql://user@127.0.0.1:1/none';
  const config = loadConfig({
    LOG_LEVEL: 'silent',
    DATABASE_URL: url,
    ZOOM_CLIENT_ID: 'none',
    ZOOM_CLIENT_SECRET: randomBytes(16).toString('hex'),
    ZOOM_WEBHOOK_SECRET_TOKEN: randomBytes(16).toString('hex'),
    ENCRYPTION_KEYS: `none:${randomBytes(32).toString('base64')}`,
    SESSION_SECRET: randomBytes(32).toString('base64'),
  });
  const database = connectDatabase({ url, poolMax: 1, onError: () => {} });
  const pubsub = createPubSub({ url, log: { info() {}, warn() {} } });
  const app = await buildApp(config, { database, pubsub, ...options });
  await app.ready();
  return {
    app,
    async close() {
      await app.close();
      await pubsub.close();
      await database.close();
    },
  };
}
