import { randomBytes } from 'node:crypto';
import { startReplicatedServer } from '../../../test/database/replication.ts';
import { freePort } from '../../../test/helpers/free-port.ts';
import type { Bench } from '../bench.ts';
import type { CountedZoom } from '../counted-zoom.ts';
import { createUplinkDatabase, onDatabase } from '../database.ts';
import { type Host, newHosts } from '../installations.ts';
import { NO_PACING } from '../instances.ts';
import type { ServerProcess } from '../server-process.ts';
import { newEncryptionKeys, PUBLIC_URL, startUplink, uplinkInstance } from '../uplink.ts';

/** Instances on a primary database and its synchronous replica. */
export interface Cluster {
  /** Of the instances. A restarted instance keeps its port. */
  ports: number[];
  /** Base64. */
  sessionSecret: string;
  /** Stores these hosts, whose access tokens expire after so many seconds. Returns their headers. */
  signIn(hosts: readonly Host[], expiresIn: number): Promise<Record<string, string>[]>;
  /**
   * Stops an instance as a deployment does (SIGTERM), and starts it again.
   * @returns seconds until it had exited
   */
  restart(index: number): Promise<number>;
  /** Kills the primary and promotes the replica. */
  failOver(): Promise<void>;
  /** Stops all instances. */
  stop(): Promise<void>;
  /** Runs a statement on the present primary. */
  query<Row extends object>(text: string): Promise<Row[]>;
}

export async function startCluster(bench: Bench, count: number, zoom: CountedZoom): Promise<Cluster> {
  const server = await startReplicatedServer({
    teardown: (end) =>
      bench.defer(async () => {
        await end();
      }),
  });
  let databaseUrl = await createUplinkDatabase({ ...bench, postgresUrl: server.primaryUrl }, 'load');
  const { username, password, host, pathname } = new URL(databaseUrl);
  const hosts = `${host},${new URL(server.replicaUrl).host}`;
  const encryptionKeys = newEncryptionKeys();
  const sessionSecret = randomBytes(32).toString('base64');
  const env = {
    ...NO_PACING,
    PUBLIC_URL,
    SESSION_SECRET: sessionSecret,
    ZOOM_OAUTH_URL: zoom.oauthUrl,
    ZOOM_API_URL: zoom.apiUrl,
  };
  const start = (port: number): Promise<ServerProcess> => {
    const url = `postgresql://${username}:${password}@${hosts}${pathname}?target_session_attrs=read-write`;
    const instance = uplinkInstance(port, { databaseUrl: url, encryptionKeys, env });
    return startUplink(bench, instance, { metered: false });
  };
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  const servers = await Promise.all(ports.map(start));
  return {
    ports,
    sessionSecret,
    async signIn(hosts, expiresIn) {
      const cookies = await newHosts({ databaseUrl, encryptionKeys, hosts, expiresIn });
      return cookies.map((cookie) => ({ cookie }));
    },
    async restart(index) {
      const stopping = servers[index];
      if (stopping === undefined) throw new RangeError(`There is no instance ${index}.`);
      const startedAt = performance.now();
      await stopping.stop();
      const seconds = (performance.now() - startedAt) / 1_000;
      servers[index] = await start(stopping.port);
      return seconds;
    },
    async failOver() {
      await server.killPrimary();
      await server.promote();
      databaseUrl = databaseUrl.replace(host, new URL(server.replicaUrl).host);
    },
    async stop() {
      await Promise.all(servers.map(({ stop }) => stop()));
    },
    query: (text) => onDatabase(databaseUrl, async (client) => (await client.query(text)).rows),
  };
}
