import { Agent, errors, request } from 'undici';

/** One attempt may take this long from connecting to the last byte (milliseconds). */
export const ATTEMPT_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 3_000;
/** Zoom's largest answers, 300 listed meetings, are a tenth of this. */
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

export type TransportReason = 'refused' | 'timeout' | 'reset' | 'oversized' | 'encoded';

/**
 * No usable answer came. `sent` is false only when it is certain that Zoom has not seen the request;
 * everything else may have been done. Carries no URL, header or body.
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
  /** Sends one request, once. Redirects are answers, never followed: a token goes to no other host. */
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
    // A body that is given up emits an error later; without a listener that would end the process.
    response.body.on('error', () => {});
    // Nothing was asked to be compressed: what comes encoded all the same is not inflated (a bomb would be).
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
  if (NEVER_CONNECTED.has(code)) return new TransportError('refused', false);
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
