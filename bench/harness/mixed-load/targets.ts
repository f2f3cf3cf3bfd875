import { Pool } from 'undici';
import { createBalancer } from '../../../tools/chaos/harness/balancer.ts';

/** An instance as the load balancer sees it. It keeps its address when it is restarted. */
export interface Target {
  index: number;
  url: string;
  pool: Pool;
}

export interface Exchange {
  method?: 'GET' | 'PATCH' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: string;
  /** @default the balancer's choice */
  target?: Target;
}

/** A response, or its absence. Times are epoch milliseconds. */
export interface Received {
  sentAt: number;
  receivedAt: number;
  /** Index of the instance. */
  instance: number;
  /** 0 without a response. */
  status: number;
  /** The problem's code, or the error of the connection; empty if an error response has no code. */
  code: string;
  etag: string | undefined;
  /** The body, of a success response only. */
  json: unknown;
}

export interface Targets {
  all: readonly Target[];
  choose(): Promise<Target>;
  send(exchange: Exchange): Promise<Received>;
  close(): Promise<void>;
}

/**
 * The instances behind a load balancer: requests alternate between those that are ready, and one
 * that no connection accepted is sent to another instance, because no instance can have seen it.
 */
export function createTargets(ports: readonly number[]): Targets {
  const all = ports.map((port, index) => {
    const url = `http://127.0.0.1:${port}`;
    return { index, url, pool: new Pool(url, { connections: 512 }) };
  });
  const balancer = createBalancer(() => all);

  async function send(exchange: Exchange): Promise<Received> {
    const sentAt = epochMs();
    for (let tries = 1; ; tries += 1) {
      const target = exchange.target ?? (await balancer.choose());
      const received = await sendTo(target, exchange, sentAt);
      if (received.code !== 'ECONNREFUSED' || tries === 2 * all.length) return received;
    }
  }

  return {
    all,
    choose: balancer.choose,
    send,
    async close() {
      balancer.stop();
      await Promise.all(all.map(({ pool }) => pool.destroy()));
    },
  };
}

/** Epoch milliseconds with fractions, from a clock that never goes back. */
export function epochMs(): number {
  return performance.timeOrigin + performance.now();
}

async function sendTo(target: Target, exchange: Exchange, sentAt: number): Promise<Received> {
  const { method = 'GET', path, headers = {}, body } = exchange;
  const received = { sentAt, instance: target.index, etag: undefined, json: undefined };
  const contentType = body === undefined ? {} : { 'content-type': 'application/json' };
  try {
    const response = await target.pool.request({
      ...{ method, path, headers: { ...contentType, ...headers }, body: body ?? null },
    });
    const text = await response.body.text();
    const { statusCode: status } = response;
    const receivedAt = epochMs();
    if (status >= 300) return { ...received, receivedAt, status, code: codeOf(text) };
    const { etag } = response.headers;
    return {
      ...{ ...received, receivedAt, status, code: '' },
      etag: typeof etag === 'string' ? etag : undefined,
      json: text === '' ? undefined : JSON.parse(text),
    };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { ...received, receivedAt: epochMs(), status: 0, code };
  }
}

function codeOf(text: string): string {
  try {
    return String(JSON.parse(text).code ?? '');
  } catch {
    return '';
  }
}
