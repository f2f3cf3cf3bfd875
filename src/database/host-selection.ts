import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { Client, type ClientConfig } from 'pg';
import type { HostAddress, PostgresUrl } from '../postgres-url/parse.ts';
import { offersTls, tlsOptions, tlsUse } from './tls.ts';

/** Address to connect to, and whether to use TLS. */
export interface Route extends HostAddress {
  tls?: TlsOptions;
}

export interface Router {
  /**
   * Returns the first usable host, chosen as libpq does.
   * @param giveUpAt deadline on the clock of `performance.now`
   * @throws the error of the last host, if none is usable
   */
  route(giveUpAt: number): Promise<Route>;
  /**
   * Reports that connecting to the host of the last route failed, so that the next call chooses
   * again.
   */
  failed(): void;
}

/** How long a choice among several hosts is reused. */
const HOST_CHOICE_TTL_MS = 5_000;

/** All hosts are read-only but a writable one is required. Has PostgreSQL's code for it. */
export class ReadOnlyServerError extends Error {
  readonly code = '25006';
}

/**
 * Chooses among the hosts of a URL: the first that responds and, if there are several, accepts
 * writes.
 */
export function createRouter(url: PostgresUrl, config: ClientConfig): Router {
  const offers = new Map<string, boolean>();
  let chosen: { host: HostAddress; at: number } | undefined;
  let choosing: Promise<HostAddress> | undefined;

  async function toRoute(address: HostAddress, giveUpAt: number): Promise<Route> {
    const use = tlsUse(url.tls, address);
    if (use === 'never') return address;
    if (use === 'always') return { ...address, tls: tlsOptions(url.tls) };
    const name = `${address.host} ${address.port}`;
    const isOffered =
      offers.get(name) ?? (await offersTls(address, Math.max(1, giveUpAt - performance.now())));
    offers.set(name, isOffered);
    return isOffered ? { ...address, tls: tlsOptions(url.tls) } : address;
  }

  async function choose(giveUpAt: number): Promise<HostAddress> {
    let readOnly: HostAddress | undefined;
    let failure: unknown;
    for (const [index, address] of url.hosts.entries()) {
      // Each remaining host gets a share of the time, because a host may never respond.
      const share = (giveUpAt - performance.now()) / (url.hosts.length - index + 1);
      try {
        if (await acceptsWrites(await toRoute(address, performance.now() + share), share)) return address;
        readOnly ??= address;
      } catch (error) {
        failure = error;
      }
    }
    if (readOnly !== undefined && url.target === undefined) return readOnly;
    if (readOnly !== undefined) throw new ReadOnlyServerError('every host is read-only');
    throw failure;
  }

  /**
   * Connections that open together share one choice. After a failover all of them open, and
   * each choice costs a connection to every host. Its deadline is the earliest.
   */
  function chooseTogether(giveUpAt: number): Promise<HostAddress> {
    choosing ??= choose(giveUpAt).finally(() => {
      choosing = undefined;
    });
    return choosing;
  }

  async function acceptsWrites({ tls, ...address }: Route, timeoutMs: number): Promise<boolean> {
    const limits = { connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs };
    const client = new Client({ ...config, ...address, ...limits, ssl: tls ?? false });
    client.on('error', () => {});
    try {
      await client.connect();
      if (url.target === 'any') return true;
      const { rows } = await client.query('show transaction_read_only');
      return rows[0].transaction_read_only === 'off';
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  return {
    async route(giveUpAt) {
      const [only] = url.hosts;
      if (only !== undefined && url.hosts.length === 1) return toRoute(only, giveUpAt);
      if (chosen === undefined || performance.now() - chosen.at > HOST_CHOICE_TTL_MS)
        chosen = { host: await chooseTogether(giveUpAt), at: performance.now() };
      return toRoute(chosen.host, giveUpAt);
    },
    failed() {
      chosen = undefined;
      offers.clear();
    },
  };
}
