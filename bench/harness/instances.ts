import { randomBytes } from 'node:crypto';
import { freePort } from '../../test/helpers/free-port.ts';
import type { Bench } from './bench.ts';
import type { CountedZoom } from './counted-zoom.ts';
import { createUplinkDatabase } from './database.ts';
import { type Host, newHosts } from './installations.ts';
import { createPlainTokens } from './plain-tokens.ts';
import type { ServerProcess } from './server-process.ts';
import {
  marketplace,
  type NodeOptions,
  newEncryptionKeys,
  startReference,
  startUplink,
  uplinkInstance,
} from './uplink.ts';

/** Servers of one kind with the same database and simulated Zoom. */
export interface Instances {
  servers: ServerProcess[];
  /** Starts another server. */
  add(): Promise<ServerProcess>;
  /** Stores the tokens of these hosts and returns the request headers for each. */
  signIn(hosts: readonly Host[], expiresIn: number): Promise<Record<string, string>[]>;
}

export interface InstancesOptions {
  /** Name of the database. */
  name: string;
  count: number;
  zoom: CountedZoom;
  node?: NodeOptions;
  /** Settings of Uplink that differ from the defaults. */
  env?: Record<string, string>;
}

/** Disables outbound pacing, unless a benchmark configures it. */
export const NO_PACING = { ZOOM_LIGHT_PER_SECOND: '1000000000', ZOOM_MEDIUM_PER_SECOND: '1000000000' };

export async function startUplinks(bench: Bench, options: InstancesOptions): Promise<Instances> {
  const { name, count, zoom, node = {} } = options;
  const databaseUrl = await createUplinkDatabase(bench, name);
  const encryptionKeys = newEncryptionKeys();
  const env = {
    ...NO_PACING,
    SESSION_SECRET: randomBytes(32).toString('base64'),
    ZOOM_OAUTH_URL: zoom.oauthUrl,
    ZOOM_API_URL: zoom.apiUrl,
    ...options.env,
  };
  const add = async () => {
    const instance = uplinkInstance(await freePort(), { databaseUrl, encryptionKeys, env });
    return startUplink(bench, instance, node);
  };
  return {
    servers: await startAll(count, add),
    add,
    async signIn(hosts, expiresIn) {
      const cookies = await newHosts({ databaseUrl, encryptionKeys, hosts, expiresIn });
      return cookies.map((cookie) => ({ cookie }));
    },
  };
}

/** Starts a small app based on a library, with tokens in plain text. */
export async function startSmallApps(
  bench: Bench,
  script: 'rivet' | 'fastify-oauth2',
  { name, count, zoom, node = {} }: InstancesOptions,
): Promise<Instances> {
  const tokens = await createPlainTokens(bench, name);
  const env = {
    DATABASE_URL: tokens.databaseUrl,
    PEER_DIRECTORY: bench.peerDirectory ?? '',
    ZOOM_OAUTH_URL: zoom.oauthUrl,
    ZOOM_API_URL: zoom.apiUrl,
    ZOOM_CLIENT_ID: marketplace.clientId,
    ZOOM_CLIENT_SECRET: marketplace.clientSecret,
  };
  const add = () => startReference(bench, script, env, node);
  return {
    servers: await startAll(count, add),
    add,
    async signIn(hosts, expiresIn) {
      await tokens.add(hosts, expiresIn);
      return hosts.map(() => ({}));
    },
  };
}

/** Serially, because concurrent starts could choose the same free port. */
async function startAll(count: number, start: () => Promise<ServerProcess>): Promise<ServerProcess[]> {
  const servers: ServerProcess[] = [];
  while (servers.length < count) servers.push(await start());
  return servers;
}
