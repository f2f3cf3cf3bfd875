import { Client, type ClientConfig, type QueryConfig } from 'pg';
import { type PostgresUrl, parsePostgresUrl } from '../postgres-url/parse.ts';
import type { SessionSetting } from '../postgres-url/session-settings.ts';
import { createRouter } from './host-selection.ts';

export interface ConnectionOptions {
  /** `postgresql://…`, with libpq's meaning. */
  url: string;
  /** Shown in `pg_stat_activity`, unless the URL sets another name. */
  applicationName: string;
  /** Applied after connecting, before the settings of the URL. */
  settings?: SessionSetting[];
  /** Connect timeout in milliseconds, including authentication and settings. */
  connectTimeoutMs: number;
  /** Client-side query timeout in milliseconds. @default none */
  queryTimeoutMs?: number;
  /**
   * Whether a pooler may run each transaction on a different server connection. If so, nothing may
   * depend on the session, and statements are not named.
   * @default false
   */
  isShared?: boolean;
}

/**
 * Configuration of `pg` for a `Pool` or a `Client`. Every connection of the process uses it.
 *
 * Settings are never sent as startup parameters, because a pooler rejects those it does not know.
 * Several hosts are tried in order.
 */
export function connectionConfig(options: ConnectionOptions): ClientConfig & { Client: typeof Client } {
  const url = parsePostgresUrl(options.url);
  const [first = { host: 'localhost', port: 5432 }] = url.hosts;
  const config: ClientConfig = {
    host: first.host,
    port: first.port,
    user: url.user,
    password: url.password,
    database: url.database,
    application_name: url.applicationName ?? options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs,
    keepAlive: true,
    // Decided per host, when connecting.
    ssl: false,
    ...(url.startupOptions === undefined ? {} : { options: url.startupOptions }),
    ...(options.queryTimeoutMs === undefined ? {} : { query_timeout: options.queryTimeoutMs }),
    ...(url.tls.requiresChannelBinding ? { enableChannelBinding: true } : {}),
  };
  return { ...config, Client: clientClass(url, config, options) };
}

/** Creates a connection without opening it. */
export function createClient(options: ConnectionOptions): Client {
  const { Client: SessionClient, ...config } = connectionConfig(options);
  return new SessionClient(config);
}

/** The parts of `pg`'s client that hold the address it connects to. */
interface Wire {
  host: string;
  port: number;
  ssl: unknown;
  sslNegotiation: string;
  connection: { ssl: unknown; sslNegotiation: string };
}

type ConnectCallback = (error: Error | null, client?: Client) => void;

function clientClass(url: PostgresUrl, config: ClientConfig, options: ConnectionOptions): typeof Client {
  const router = createRouter(url, config);
  const settings = [...(options.settings ?? []), ...url.settings];

  class SessionClient extends Client {
    override connect(): Promise<Client>;
    override connect(callback: ConnectCallback): void;
    override connect(callback?: ConnectCallback): Promise<Client> | undefined {
      const opened = this.#open();
      if (callback === undefined) return opened.then(() => this);
      opened.then(() => callback(null, this), callback);
      return undefined;
    }

    async #open(): Promise<void> {
      // A pool listens only to connections that it has: a break before or after would end the process.
      this.on('error', () => {});
      const giveUpAt = performance.now() + options.connectTimeoutMs;
      const { host, port, tls } = await router.route(giveUpAt);
      if (performance.now() >= giveUpAt) throw new Error('timeout expired');
      const wire = this as unknown as Wire;
      Object.assign(wire, { host, port, ssl: tls ?? false });
      wire.connection.ssl = tls ?? false;
      if (tls !== undefined && url.tls.isDirect) {
        wire.sslNegotiation = 'direct';
        wire.connection.sslNegotiation = 'direct';
      }
      try {
        await super.connect();
      } catch (error) {
        router.failed();
        throw error;
      }
      await this.#applySettings();
    }

    async #applySettings(): Promise<void> {
      if (settings.length === 0) return;
      const calls = settings.map(
        ([name, value]) => `set_config(${this.escapeLiteral(name)}, ${this.escapeLiteral(value)}, false)`,
      );
      try {
        await super.query(`select ${calls.join(', ')}`);
      } catch (error) {
        await this.end().catch(() => undefined);
        throw error;
      }
    }

    // biome-ignore lint/suspicious/noExplicitAny: the many overloads of pg's own method
    override query(query: any, ...rest: any[]): any {
      const isNamed = options.isShared && typeof query === 'object' && query !== null && 'name' in query;
      return super.query(isNamed ? unnamed(query) : query, ...rest);
    }
  }
  return SessionClient as unknown as typeof Client;
}

/**
 * A named statement exists on one server connection only, and the next transaction may run on
 * another.
 */
function unnamed<Query extends QueryConfig>({ name: _, ...query }: Query): Omit<Query, 'name'> {
  return query;
}
