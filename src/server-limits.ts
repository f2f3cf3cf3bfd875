import { randomUUID } from 'node:crypto';
import {
  createServer,
  type OutgoingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerOptions,
  ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Pipelining } from './pipelining.ts';

/** Limits per client: slow requests, large headers and bodies, idle sockets (ASVS 13.1). */
export const serverLimits = {
  bodyLimit: 16 * 1024,
  requestTimeout: 10_000,
  connectionTimeout: 0,
  keepAliveTimeout: 72_000,
  // A request that arrives on an open connection during shutdown was already in transit, so it is
  // served.
  return503OnClosing: false,
  maxRequestsPerSocket: 10_000,
  // As long as the maximum header, because the router's own response to longer parameters repeats
  // the URL.
  routerOptions: { maxParamLength: 16 * 1024 },
  onProtoPoisoning: 'error',
  onConstructorPoisoning: 'error',
  http: {
    maxHeaderSize: 16 * 1024,
    headersTimeout: 8_000,
    connectionsCheckingInterval: 1_000,
    insecureHTTPParser: false,
    // The plugin `request-framing` rejects instead, because Node's own rejection has no body and no
    // security headers.
    requireHostHeader: false,
  },
} as const;

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/**
 * Creates Fastify's `serverFactory`: an HTTP server with these limits.
 * @param always headers of every response, also of one that Fastify sends without the headers of
 * the reply, because one of them was invalid
 */
export function createHttpServer({ serialize }: Pipelining, always: Readonly<Record<string, string>>) {
  class Response extends ServerResponse {
    override writeHead(status: number, ...rest: unknown[]): this {
      const headers = rest.at(-1) as OutgoingHttpHeaders | string | undefined;
      const hasPolicy =
        (typeof headers === 'object' && headers['content-security-policy'] !== undefined) ||
        this.hasHeader('content-security-policy');
      if (!hasPolicy) {
        this.setHeader('cache-control', 'no-store');
        for (const [name, value] of Object.entries(always)) this.setHeader(name, value);
      }
      return Reflect.apply(super.writeHead, this, [status, ...rest]);
    }
  }
  return (handle: RequestListener, { http }: { http?: ServerOptions | null }): Server => {
    const server = createServer({ ...http, ServerResponse: Response }, serialize(handle));
    server.keepAliveTimeout = serverLimits.keepAliveTimeout;
    server.requestTimeout = serverLimits.requestTimeout;
    server.maxRequestsPerSocket = serverLimits.maxRequestsPerSocket;
    server.setTimeout(serverLimits.connectionTimeout);
    return server;
  };
}

/**
 * Responds to data that Node.js could not parse as HTTP. There is no request and no route, and the
 * response repeats nothing of it.
 * @param always headers of every response
 */
export function respondToUnreadable(
  always: Readonly<Record<string, string>>,
  { respondInOrder }: Pipelining,
) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    const status = STATUS_BY_CODE[error.code ?? ''] ?? 400;
    respondInOrder(socket, () => {
      if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) socket.destroy();
      else socket.end(unreadableResponse(status, always));
    });
  };
}

function unreadableResponse(status: number, always: Readonly<Record<string, string>>): string {
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const body = JSON.stringify({
    type: 'about:blank',
    title,
    status,
    code: 'invalid_request',
    detail: 'The request could not be read.',
    request_id: randomUUID(),
  });
  const headers = {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...always,
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${status} ${title}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
