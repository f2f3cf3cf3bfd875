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
  uplinkDirectory,
} from './uplink.ts';

/** Some servers of one kind on one database, behind the same simulated Zoom. */
export interface Instances {
  servers: ServerProcess[];
  /** Starts one more beside them. */
  add(): Promise<ServerProcess>;
  /** Stores the tokens of these hosts and returns the request headers for each. */
  admit(hosts: readonly Host[], expiresIn: number): Promise<Record<string, string>[]>;
}

export interface InstancesOptions {
  /** What the database is called. */
  name: string;
  count: number;
  zoom: CountedZoom;
  node?: NodeOptions;
  /** What is set differently in Uplink. */
  env?: Record<string, string>;
}

/** Pacing is not what is measured, but where a question sets it. */
const NO_PACING = { ZOOM_LIGHT_PER_SECOND: '1000000000', ZOOM_MEDIUM_PER_SECOND: '1000000000' };

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
    const place = uplinkDirectory(await freePort(), { databaseUrl, encryptionKeys, env });
    return startUplink(bench, place, node);
  };
  return {
    servers: await several(count, add),
    add,
    async admit(hosts, expiresIn) {
      const cookies = await newHosts({ databaseUrl, encryptionKeys, hosts, expiresIn });
      return cookies.map((cookie) => ({ cookie }));
    },
  };
}

/** One of the small apps on a library, with the tokens in clear. */
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
    servers: await several(count, add),
    add,
    async admit(hosts, expiresIn) {
      await tokens.add(hosts, expiresIn);
      return hosts.map(() => ({}));
    },
  };
}

/** Serially, because a free port may be taken by another process. */
async function several(count: number, start: () => Promise<ServerProcess>): Promise<ServerProcess[]> {
  const servers: ServerProcess[] = [];
  while (servers.length < count) servers.push(await start());
  return servers;
}
