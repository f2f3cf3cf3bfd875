import { randomBytes, randomUUID } from 'node:crypto';
import { loadConfig } from '../../../src/config.ts';
import { createKeyRing } from '../../../src/crypto/key-ring.ts';
import { databaseUrl, ensureTemplate, onServer } from '../../../test/helpers/database-template.ts';
import { startTemporaryPostgres } from '../../../test/helpers/temporary-postgres.ts';
import { type Simulator, startSimulator } from '../../zoom-simulator/simulator.ts';
import { type Cleanup, createCleanup } from './cleanup.ts';
import { type DatabaseInspector, openInspector } from './database-inspector.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { startTokenProxy, type TokenProxy } from './token-proxy.ts';

export interface TestbedOptions {
  /** Node arguments that start the server: the build or the source. */
  command: readonly string[];
  /** The PostgreSQL server to use; starts one if undefined. */
  postgres: string | undefined;
}

/**
 * PostgreSQL, the simulated Zoom behind a recording proxy, and a fleet of real server processes.
 */
export interface Testbed {
  simulator: Simulator;
  tokenProxy: TokenProxy;
  fleet: Fleet;
  inspector: DatabaseInspector;
  databaseUrl: string;
  /** Credentials of the app in the simulated Marketplace. */
  app: { clientId: string; clientSecret: string; redirectUri: string };
  end(): Promise<void>;
}

const CLIENT = {
  clientId: 'chaos-client!id',
  clientSecret: 'chaos-client-secret',
  webhookSecretToken: 'chaos-webhook-secret',
};
/** One address for all instances, as behind a load balancer. */
const PUBLIC_URL = 'http://127.0.0.1:3999';
/** Rate limits are tested elsewhere and would only delay requests here. */
const UNLIMITED = '1000000';

export async function startTestbed({ command, postgres }: TestbedOptions): Promise<Testbed> {
  const cleanup = createCleanup();
  try {
    const database = await createDatabase(cleanup, postgres);
    const redirectUri = `${PUBLIC_URL}/oauth/callback`;
    const simulator = await startSimulator({ ...CLIENT, redirectUris: [redirectUri] });
    cleanup.teardown(simulator.close);
    const tokenProxy = await startTokenProxy(cleanup, simulator.url);
    const env = environment(tokenProxy.url, simulator.apiUrl);
    const { encryptionKeys } = loadConfig({ ...env, DATABASE_URL: database });
    const inspector = await openInspector(cleanup, database, createKeyRing(encryptionKeys));
    const fleet = createFleet(cleanup, { command, env, databaseUrl: database });
    const app = { ...CLIENT, redirectUri };
    return { simulator, tokenProxy, fleet, inspector, databaseUrl: database, app, end: cleanup.run };
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

function environment(oauthUrl: string, apiUrl: string): Record<string, string> {
  return {
    NODE_ENV: 'production',
    PUBLIC_URL,
    METRICS_PORT: '0',
    LOG_LEVEL: 'warn',
    ZOOM_CLIENT_ID: CLIENT.clientId,
    ZOOM_CLIENT_SECRET: CLIENT.clientSecret,
    ZOOM_WEBHOOK_SECRET_TOKEN: CLIENT.webhookSecretToken,
    ZOOM_OAUTH_URL: oauthUrl,
    ZOOM_API_URL: apiUrl,
    ZOOM_LIGHT_PER_SECOND: UNLIMITED,
    ZOOM_MEDIUM_PER_SECOND: UNLIMITED,
    RATE_LIMIT_USER_PER_MINUTE: UNLIMITED,
    RATE_LIMIT_ADDRESS_PER_MINUTE: UNLIMITED,
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    SESSION_SECRET: randomBytes(32).toString('base64'),
  };
}

/** Creates a migrated database. */
async function createDatabase(cleanup: Cleanup, given: string | undefined): Promise<string> {
  const server = given ?? (await startServer(cleanup));
  const template = await ensureTemplate(server);
  const name = `uplink_chaos_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, (client) => client.query(`create database ${name} template ${template}`));
  cleanup.teardown(() => onServer(server, (client) => client.query(`drop database ${name} with (force)`)));
  return databaseUrl(server, name);
}

async function startServer(cleanup: Cleanup): Promise<string> {
  const { url, stop } = await startTemporaryPostgres();
  cleanup.teardown(stop);
  return url;
}
