import { Agent, type Dispatcher, errors } from 'undici';

/** Maximum duration of one attempt, from connecting to the last byte (milliseconds). */
export const ATTEMPT_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 3_000;
/** Zoom's largest responses, lists of 300 meetings, have a tenth of this size. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;

export interface HttpRequest {
  method: 'GET' | 'PATCH' | 'POST';
  url: string;
  headers: Record<string, string>;
  body?: string;
  timeoutMs?: number;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export type TransportReason = 'not_connected' | 'timeout' | 'reset' | 'oversized' | 'encoded';

/**
 * A request without a usable response. `sent` is false only if Zoom certainly did not receive the
 * request; otherwise Zoom may have processed it. The error contains no URL, header or body.
 */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly reason: TransportReason;
  readonly sent: boolean;

  constructor(reason: TransportReason, sent: boolean) {
    super(`Zoom request: ${reason}`);
    this.reason = reason;
    this.sent = sent;
  }
}

export interface Http {
  /**
   * Sends one request, once. Redirects are not followed, so a token is never sent to another host.
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

/** Keep-alive connections to Zoom's hosts, with limits on time and size. */
export function createHttp(): Http {
  const agent = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    connections: 128,
    pipelining: 1,
    keepAliveTimeout: 10_000,
    maxHeaderSize: 32 * 1024,
  });
  return {
    send: (options) => send(agent, options),
    close: () => agent.destroy(),
  };
}

/** Sends nothing, whatever happens: for a server on a copy of the production database. */
export const NO_HTTP: Http = {
  async send() {
    throw new TransportError('not_connected', false);
  },
  async close() {},
};

/**
 * Dispatches without a stream and without a signal: for a small response, both cost more than the
 * request itself.
 */
function send(agent: Agent, options: HttpRequest): Promise<HttpResponse> {
  const timeoutMs = options.timeoutMs ?? ATTEMPT_TIMEOUT_MS;
  const { origin, pathname, search } = new URL(options.url);
  return new Promise((resolve, reject) => {
    const collector = createCollector(timeoutMs, resolve, reject);
    const request = {
      origin,
      path: pathname + search,
      method: options.method,
      headers: { 'accept-encoding': 'identity', ...options.headers },
      body: options.body ?? null,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    };
    try {
      agent.dispatch(request, collector);
    } catch (error) {
      collector.onResponseError(undefined, error as Error);
    }
  });
}

/** Collects a response. Fails after `timeoutMs`, and stops reading one that is not usable. */
function createCollector(
  timeoutMs: number,
  resolve: (response: HttpResponse) => void,
  reject: (error: TransportError) => void,
) {
  let controller: Dispatcher.DispatchController | undefined;
  let failure: TransportError | undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  let status = 0;
  let headers: HttpResponse['headers'] = {};

  function fail(error: TransportError): void {
    failure ??= error;
    clearTimeout(timer);
    reject(failure);
    controller?.abort(failure);
  }

  const timer = setTimeout(() => fail(new TransportError('timeout', true)), timeoutMs);

  return {
    onRequestStart(started: Dispatcher.DispatchController) {
      controller = started;
      // It had waited for a connection.
      if (failure !== undefined) started.abort(failure);
    },
    onResponseStart(_: unknown, statusCode: number, fields: HttpResponse['headers']) {
      if (statusCode < 200) return;
      status = statusCode;
      headers = fields;
      // Compressed responses were not requested. They are not decompressed, as protection against
      // decompression bombs.
      const encoding = headers['content-encoding'];
      if (encoding !== undefined && encoding !== 'identity') fail(new TransportError('encoded', true));
    },
    onResponseData(_: unknown, chunk: Buffer) {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) fail(new TransportError('oversized', true));
      else chunks.push(chunk);
    },
    onResponseEnd() {
      clearTimeout(timer);
      const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
      resolve({ status, headers, text: body.toString('utf8') });
    },
    onResponseError(_: unknown, error: Error) {
      fail(toTransportError(error));
    },
  };
}

function toTransportError(error: unknown): TransportError {
  if (error instanceof TransportError) return error;
  if (error instanceof errors.ConnectTimeoutError) return new TransportError('timeout', false);
  const code = errorCode(error);
  if (NEVER_CONNECTED.has(code)) return new TransportError('not_connected', false);
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
    return new TransportError('timeout', true);
  }
  return new TransportError('reset', true);
}

const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH']);

function errorCode(error: unknown): string {
  if (error instanceof AggregateError) return errorCode(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
