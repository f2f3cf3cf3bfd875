import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { connectDatabase, type Database } from '../../src/database/client.ts';
import { createPubSub, type PubSub } from '../../src/database/pubsub.ts';
import { publish } from '../../src/database/pubsub-message.ts';
import type { SwitchTimings } from '../../src/destination-switches/types.ts';
import { type Simulator, startSimulator } from '../../tools/zoom-simulator/simulator.ts';
import { Client } from './client.ts';
import { createTestDatabase } from './database.ts';
import { freePort } from './free-port.ts';

/** The part of tap's test object that the helpers use. */
export interface Test {
  teardown(fn: () => unknown): void;
}

export interface RunningApp {
  /** The origin of the app, `PUBLIC_URL`. */
  url: string;
  app: FastifyInstance;
  config: Config;
  simulator: Simulator;
  database: Database;
  databaseUrl: string;
  pubsub: PubSub;
  /** Log lines so far. */
  logs: string[];
  /** A client with its own cookies, signed out. */
  client(): Client;
  /** Installs the app as this simulated user and returns the signed-in client. */
  signIn(userId: string): Promise<Client>;
  close(): Promise<void>;
}

export interface StartAppOptions {
  /** Overrides of the test's default environment. */
  env?: Record<string, string>;
  /** For a second instance: the app whose simulator and database it shares. */
  sharedWith?: Pick<RunningApp, 'simulator' | 'databaseUrl' | 'config'>;
  /** The database to use. @default a new one */
  databaseUrl?: string;
  uiDirectory?: string;
  /** Whether this instance processes jobs. @default true */
  startsJobs?: boolean;
  /** Deliver user events by NOTIFY only: the app does not poll for missed ones. */
  disablePolling?: boolean;
  /** Pauses while a livestream is switched to another destination. */
  switchTimings?: Partial<SwitchTimings>;
}

/**
 * Starts Uplink on a free port with a simulated Zoom and a database. All of it stops when the test
 * ends.
 */
export async function startApp(
  t: Test,
  {
    env = {},
    sharedWith,
    databaseUrl: given,
    uiDirectory,
    startsJobs = true,
    disablePolling = false,
    switchTimings = {},
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
  const running = await run(config, databaseUrl, { uiDirectory, disablePolling, switchTimings });
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
  {
    uiDirectory,
    disablePolling,
    switchTimings,
  }: { uiDirectory: string | undefined; disablePolling: boolean; switchTimings: Partial<SwitchTimings> },
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
    publish: (payload) => publish(database, payload),
    log: { info: log('info'), warn: log('warn') },
  });
  await pubsub.start();
  const app = await buildApp(config, {
    database,
    pubsub,
    logStream: { write: (line) => logs.push(line) },
    switchTimings,
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

/** The secrets in the environment of this app, for another instance. */
export function secretsOf({ config }: Pick<RunningApp, 'config'>): Record<string, string> {
  return secretsByConfig.get(config) ?? newSecrets();
}

/** The environment for another instance of this app in its own process, on that local port. */
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
