import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { connectDatabase, type Database } from '../../src/database/client.ts';
import { createPubSub, type PubSub } from '../../src/database/pubsub.ts';
import { publish } from '../../src/database/pubsub-message.ts';
import { type Simulator, startSimulator } from '../../tools/zoom-simulator/simulator.ts';
import { Client } from './client.ts';
import { createTestDatabase } from './database.ts';
import { freePort } from './free-port.ts';

/** What is used of tap's test object. */
export interface Test {
  teardown(fn: () => unknown): void;
}

export interface RunningApp {
  /** Its origin, `PUBLIC_URL`. */
  url: string;
  app: FastifyInstance;
  config: Config;
  simulator: Simulator;
  database: Database;
  databaseUrl: string;
  pubsub: PubSub;
  /** Log lines so far. */
  logs: string[];
  /** A browser's worth of cookies, signed out. */
  client(): Client;
  /** A client that has added the app as this simulated user. */
  signIn(userId: string): Promise<Client>;
  close(): Promise<void>;
}

export interface StartAppOptions {
  /** Environment beyond the defaults of a test. */
  env?: Record<string, string>;
  /** A simulator and a database to share, for a second instance. */
  sharedWith?: Pick<RunningApp, 'simulator' | 'databaseUrl' | 'config'>;
  /** The database to use; one of its own by default. */
  databaseUrl?: string;
  uiDirectory?: string;
  /** Whether it works on jobs; another instance may. @default true */
  startsJobs?: boolean;
  /** What users are told comes by notification alone: nothing is found by looking now and then. */
  disablePolling?: boolean;
}

/** Starts Uplink on a port of its own, with a simulated Zoom and a database; everything ends with the test. */
export async function startApp(
  t: Test,
  {
    env = {},
    sharedWith,
    databaseUrl: given,
    uiDirectory,
    startsJobs = true,
    disablePolling = false,
  }: StartAppOptions = {},
): Promise<RunningApp> {
  const databaseUrl = given ?? sharedWith?.databaseUrl ?? (await createTestDatabase(t)).url;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const simulator = sharedWith?.simulator ?? (await startTestSimulator(t, url));
  if (sharedWith) {
    const redirectUris = [`${sharedWith.config.publicUrl}/oauth/callback`, `${url}/oauth/callback`];
    simulator.configure({ redirectUris });
  }
  const secrets = sharedWith ? secretsOf(sharedWith) : newSecrets();
  const config = loadConfig({
    PUBLIC_URL: url,
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    METRICS_PORT: '0',
    LOG_LEVEL: 'trace',
    ZOOM_CLIENT_ID: CLIENT.clientId,
    ZOOM_CLIENT_SECRET: CLIENT.clientSecret,
    ZOOM_WEBHOOK_SECRET_TOKEN: CLIENT.webhookSecretToken,
    ZOOM_OAUTH_URL: simulator.url,
    ZOOM_API_URL: simulator.apiUrl,
    ...secrets,
    ...env,
  });
  const running = await run(config, databaseUrl, uiDirectory, disablePolling);
  if (startsJobs) await running.app.startJobs();
  secretsByConfig.set(config, secrets);
  t.teardown(running.close);
  const client = () => new Client(url, simulator);
  return {
    ...running,
    url,
    config,
    simulator,
    databaseUrl,
    client,
    async signIn(userId) {
      const signedOut = client();
      await signedOut.signIn(userId);
      return signedOut;
    },
  };
}

export const CLIENT = {
  clientId: 'test-client!id',
  clientSecret: 'test-client-secret-canary',
  webhookSecretToken: 'test-webhook-secret-canary',
};

async function startTestSimulator(t: Test, appUrl: string): Promise<Simulator> {
  const simulator = await startSimulator({ ...CLIENT, redirectUris: [`${appUrl}/oauth/callback`] });
  t.teardown(simulator.close);
  return simulator;
}

async function run(
  config: Config,
  databaseUrl: string,
  uiDirectory: string | undefined,
  disablePolling: boolean,
) {
  const logs: string[] = [];
  const directUrl = config.databaseDirectUrl?.reveal() ?? databaseUrl;
  const database = connectDatabase({
    url: databaseUrl,
    directUrl,
    poolMax: config.databasePoolMax,
    onError: () => {},
  });
  const log = (level: string) => (fields: object, msg: string) =>
    logs.push(JSON.stringify({ level, ...fields, msg }));
  const pubsub = createPubSub({
    url: directUrl,
    publish: (payload) => publish(database.pool, payload),
    log: { info: log('info'), warn: log('warn') },
  });
  await pubsub.start();
  const app = await buildApp(config, {
    database,
    pubsub,
    logStream: { write: (line) => logs.push(line) },
    ...(uiDirectory === undefined ? {} : { uiDirectory }),
    ...(disablePolling ? { userEvents: { pollIntervalMs: 600_000 } } : {}),
  });
  await app.listen({ host: '127.0.0.1', port: config.port });
  await app.readiness.prepare();
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      app.server.closeAllConnections();
      await app.close();
      await pubsub.close();
      await database.close();
    })();
    return closing;
  };
  return { app, database, pubsub, logs, close };
}

const secretsByConfig = new WeakMap<Config, Record<string, string>>();

function newSecrets(): Record<string, string> {
  return {
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    SESSION_SECRET: randomBytes(32).toString('base64'),
  };
}

/** The environment's secrets that this app was started with, for another instance. */
export function secretsOf({ config }: Pick<RunningApp, 'config'>): Record<string, string> {
  return secretsByConfig.get(config) ?? newSecrets();
}

/** What another process needs to be an instance beside this app, on that port of this machine. */
export function instanceEnvironment(
  { config, databaseUrl }: Pick<RunningApp, 'config' | 'databaseUrl'>,
  port: number,
): Record<string, string> {
  return {
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    HOST: '127.0.0.1',
    PORT: String(port),
    METRICS_PORT: '0',
    DATABASE_URL: databaseUrl,
    ZOOM_CLIENT_ID: CLIENT.clientId,
    ZOOM_CLIENT_SECRET: CLIENT.clientSecret,
    ZOOM_WEBHOOK_SECRET_TOKEN: CLIENT.webhookSecretToken,
    ZOOM_OAUTH_URL: config.zoom.oauthUrl,
    ZOOM_API_URL: config.zoom.apiUrl,
    ...secretsOf({ config }),
  };
}
