import { randomBytes } from 'node:crypto';
import { freePort } from '../../test/helpers/free-port.ts';
import type { Bench } from './bench.ts';
import { type ServerOptions, type ServerProcess, startServer } from './server-process.ts';

/** The app's entry in the simulated Marketplace. */
export const marketplace = {
  clientId: 'bench-client',
  clientSecret: 'bench-client-secret',
  webhookSecretToken: 'bench-webhook-secret',
};

/** Where a run of Uplink finds what it needs, and where it is found. */
export interface UplinkDirectory {
  port: number;
  url: string;
  env: Record<string, string>;
}

export interface UplinkDirectoryOptions {
  databaseUrl: string;
  /** The simulator's origin; nothing listens there where a question needs no Zoom. */
  zoomUrl?: string;
  encryptionKeys?: string;
  env?: Record<string, string>;
}

/** How Node itself is run. */
export type NodeOptions = Pick<ServerOptions, 'metered' | 'nodeArgs'>;

/** So high that the load is never refused: limits are not what is measured. */
const NO_LIMIT = '1000000000';

/**
 * Configuration of another instance: the defaults, except for request limits, which the load would
 * exceed.
 */
export function uplinkDirectory(port: number, options: UplinkDirectoryOptions): UplinkDirectory {
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

/** Starts the production build there; its log, at the default level, goes to the null device. */
export function startUplink(
  bench: Bench,
  { port, env }: UplinkDirectory,
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
