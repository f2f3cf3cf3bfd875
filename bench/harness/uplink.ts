import { randomBytes } from 'node:crypto';
import { freePort } from '../../test/helpers/free-port.ts';
import type { Bench } from './bench.ts';
import { type ServerOptions, type ServerProcess, startServer } from './server-process.ts';

/** Credentials of the app in the simulated Marketplace. */
export const marketplace = {
  clientId: 'bench-client',
  clientSecret: 'bench-client-secret',
  webhookSecretToken: 'bench-webhook-secret',
};

/**
 * The address that instances share behind a load balancer. Never requested: the code of a sign-in is
 * read from the redirect.
 */
export const PUBLIC_URL = 'http://127.0.0.1:9';

/** URL and environment of an instance of Uplink. */
export interface UplinkInstance {
  port: number;
  url: string;
  env: Record<string, string>;
}

export interface UplinkInstanceOptions {
  databaseUrl: string;
  /** Origin of the simulator. By default a port without a server, for benchmarks without Zoom. */
  zoomUrl?: string;
  encryptionKeys?: string;
  env?: Record<string, string>;
}

/** How the Node.js process is started. */
export type NodeOptions = Pick<ServerOptions, 'metered' | 'nodeArgs'>;

/** Disables request limits. */
const NO_LIMIT = '1000000000';

/** Configures an instance with the defaults, except for request limits. */
export function uplinkInstance(port: number, options: UplinkInstanceOptions): UplinkInstance {
  const {
    databaseUrl,
    zoomUrl = 'http://127.0.0.1:9',
    encryptionKeys = newEncryptionKeys(),
    env = {},
  } = options;
  const url = `http://127.0.0.1:${port}`;
  return {
    port,
    url,
    env: {
      HOST: '127.0.0.1',
      PUBLIC_URL: url,
      METRICS_PORT: '0',
      DATABASE_URL: databaseUrl,
      ZOOM_CLIENT_ID: marketplace.clientId,
      ZOOM_CLIENT_SECRET: marketplace.clientSecret,
      ZOOM_WEBHOOK_SECRET_TOKEN: marketplace.webhookSecretToken,
      ZOOM_OAUTH_URL: zoomUrl,
      ZOOM_API_URL: `${zoomUrl}/v2`,
      ENCRYPTION_KEYS: encryptionKeys,
      SESSION_SECRET: randomBytes(32).toString('base64'),
      RATE_LIMIT_USER_PER_MINUTE: NO_LIMIT,
      RATE_LIMIT_ADDRESS_PER_MINUTE: NO_LIMIT,
      ...env,
    },
  };
}

export function newEncryptionKeys(): string {
  return `k1:${randomBytes(32).toString('base64')}`;
}

/** Starts the production build. Its log has the default level and is discarded. */
export function startUplink(
  bench: Bench,
  { port, env }: UplinkInstance,
  node: NodeOptions = {},
): Promise<ServerProcess> {
  return startServer(bench, { script: 'dist/server.js', port, readyPath: '/readyz', env, ...node });
}

/** Starts one of the servers that Uplink is compared with. */
export async function startReference(
  bench: Bench,
  name: 'bare-fastify' | 'fastify-and-pg' | 'fastify-oauth2' | 'fastify-webhook' | 'rivet' | 'undici-proxy',
  env: Record<string, string> = {},
  node: NodeOptions = {},
): Promise<ServerProcess> {
  const script = `bench/references/${name}.js`;
  return startServer(bench, { script, port: await freePort(), readyPath: '/readyz', env, ...node });
}
