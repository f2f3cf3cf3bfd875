import { TLSSocket } from 'node:tls';
import type { Client, Pool } from 'pg';
import { isLoopback } from '../postgres-url/loopback.ts';
import { parsePostgresUrl } from '../postgres-url/parse.ts';
import { createClient } from './connection.ts';
import { proveDelivery } from './pubsub-delivery.ts';
import { CHANNEL } from './pubsub-message.ts';
import { tlsOptions } from './tls.ts';

const CONNECT_TIMEOUT_MS = 4_000;
const QUERY_TIMEOUT_MS = 4_000;

/** What one connection reveals about the server and the way to it. */
export interface ServerFacts {
  /** Such as `170004`. */
  version: number;
  isReplica: boolean;
  isReadOnly: boolean;
  /** `unverified`: encrypted, but any certificate is accepted. */
  tls: 'none' | 'unverified' | 'verified';
  /** Whether the server is on this machine. */
  isLocal: boolean;
}

/**
 * Connects once and reads facts about the server. Changes nothing.
 * @throws the error of connecting, which `causeOf` explains
 */
export async function inspectServer(url: string): Promise<ServerFacts> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<Omit<ServerFacts, 'tls' | 'isLocal'>>(
      `select current_setting('server_version_num')::int as version, pg_is_in_recovery() as "isReplica",
              current_setting('transaction_read_only') = 'on' as "isReadOnly"`,
    );
    const [facts] = rows;
    if (facts === undefined) throw new Error('the query returned nothing');
    return { ...facts, tls: tlsOf(client, url), isLocal: isLocal(client.host) };
  });
}

function tlsOf(client: Client, url: string): ServerFacts['tls'] {
  const { connection } = client as unknown as { connection: { stream: unknown } };
  if (!(connection.stream instanceof TLSSocket)) return 'none';
  return tlsOptions(parsePostgresUrl(url).tls).rejectUnauthorized ? 'verified' : 'unverified';
}

function isLocal(host: string): boolean {
  return host.startsWith('/') || isLoopback(host);
}

/**
 * Whether messages that are published through `url` arrive on a connection to `directUrl`.
 * @throws {NotDeliveredError} if not, or the error of connecting
 */
export async function proveSession(url: string, directUrl: string): Promise<void> {
  await withClient(directUrl, async (listener) => {
    await listener.query(`listen ${CHANNEL}`);
    await proveDelivery(listener, (payload) =>
      withClient(url, (publisher) => publisher.query('select pg_notify($1, $2)', [CHANNEL, payload])),
    );
  });
}

async function withClient<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = createClient({
    url,
    applicationName: 'uplink doctor',
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    queryTimeoutMs: QUERY_TIMEOUT_MS,
  });
  // The pending query reports a broken connection. Without a listener, the event would end the
  // process.
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    // A server that hangs does not confirm the end.
    void client.end().catch(() => {});
  }
}

/** Tables of the schema that the role of this pool may not read and change. */
export async function tablesWithoutPrivileges({ pool }: { pool: Pick<Pool, 'query'> }): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
       and c.relname <> '_prisma_migrations'
       and not (has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert')
         and has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete'))
     order by c.relname`,
  );
  return rows.map(({ name }) => name);
}
