import { randomBytes, randomUUID } from 'node:crypto';
import { loadConfig } from '../../../src/config.ts';
import { createKeyRing } from '../../../src/crypto/key-ring.ts';
import { databaseUrl, ensureTemplate, onServer } from '../../../test/helpers/database-template.ts';
import { startTemporaryPostgres } from '../../../test/helpers/temporary-postgres.ts';
import { type Simulator, startSimulator } from '../../zoom-simulator/simulator.ts';
import { createEndings, type Endings } from './endings.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { startTokenFront, type TokenFront } from './token-front.ts';
import { openVault, type Vault } from './vault.ts';

export interface StageOptions {
  /** Arguments for node that run the server: the build, or the sources. */
  command: readonly string[];
  /** A PostgreSQL server to use; one is started where none is named. */
  postgres: string | undefined;
}

/** A PostgreSQL, the simulated Zoom with its recording front, and a fleet of real processes. */
export interface Stage {
  simulator: Simulator;
  front: TokenFront;
  fleet: Fleet;
  vault: Vault;
  databaseUrl: string;
  /** The app's entry in the simulated Marketplace. */
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
/** Pacing and limits are other tests' matter; here they would only hold requests back. */
const UNLIMITED = '1000000';

export async function setStage({ command, postgres }: StageOptions): Promise<Stage> {
  const endings = createEndings();
  try {
    const database = await createDatabase(endings, postgres);
    const redirectUri = `${PUBLIC_URL}/oauth/callback`;
    const simulator = await startSimulator({ ...CLIENT, redirectUris: [redirectUri] });
    endings.teardown(simulator.close);
    const front = await startTokenFront(endings, simulator.url);
    const env = environment(front.url, simulator.apiUrl);
    const { encryptionKeys } = loadConfig({ ...env, DATABASE_URL: database });
    const vault = await openVault(endings, database, createKeyRing(encryptionKeys));
    const fleet = createFleet(endings, { command, env, databaseUrl: database });
    const app = { ...CLIENT, redirectUri };
    return { simulator, front, fleet, vault, databaseUrl: database, app, end: endings.end };
  } catch (error) {
    await endings.end();
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

/** A migrated database of its own. */
async function createDatabase(endings: Endings, given: string | undefined): Promise<string> {
  const server = given ?? (await startServer(endings));
  const template = await ensureTemplate(server);
  const name = `uplink_chaos_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, (client) => client.query(`create database ${name} template ${template}`));
  endings.teardown(() => onServer(server, (client) => client.query(`drop database ${name} with (force)`)));
  return databaseUrl(server, name);
}

async function startServer(endings: Endings): Promise<string> {
  const { url, stop } = await startTemporaryPostgres();
  endings.teardown(stop);
  return url;
}
