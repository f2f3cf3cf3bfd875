import { Agent, errors, request } from 'undici';

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

async function send(agent: Agent, options: HttpRequest): Promise<HttpResponse> {
  const timeoutMs = options.timeoutMs ?? ATTEMPT_TIMEOUT_MS;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    const response = await request(options.url, {
      dispatcher: agent,
      method: options.method,
      headers: { 'accept-encoding': 'identity', ...options.headers },
      body: options.body ?? null,
      signal: abort.signal,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    // A body that is not read to its end emits an error later. Without a listener it would
    // terminate the process.
    response.body.on('error', () => {});
    // Compressed responses were not requested. They are not decompressed, as protection against
    // decompression bombs.
    const encoding = response.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      response.body.destroy();
      throw new TransportError('encoded', true);
    }
    return { status: response.statusCode, headers: response.headers, text: await readText(response.body) };
  } catch (error) {
    throw toTransportError(error, abort.signal.aborted);
  } finally {
    clearTimeout(timer);
  }
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new TransportError('oversized', true);
    chunks.push(chunk);
  }
  return (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString('utf8');
}

function toTransportError(error: unknown, aborted: boolean): TransportError {
  if (error instanceof TransportError) return error;
  if (error instanceof errors.ConnectTimeoutError) return new TransportError('timeout', false);
  const code = errorCode(error);
  if (NEVER_CONNECTED.has(code)) return new TransportError('not_connected', false);
  if (aborted || error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
    return new TransportError('timeout', true);
  }
  return new TransportError('reset', true);
}

const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH']);

function errorCode(error: unknown): string {
  if (error instanceof AggregateError) return errorCode(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
