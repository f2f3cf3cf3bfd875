import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** Bounds on what one client can hold on to (ASVS 13.1; slow requests, large headers and bodies, idle sockets). */
export const serverLimits = {
  bodyLimit: 16 * 1024,
  requestTimeout: 10_000,
  connectionTimeout: 0,
  keepAliveTimeout: 72_000,
  maxRequestsPerSocket: 10_000,
  routerOptions: { maxParamLength: 512 },
  onProtoPoisoning: 'error',
  onConstructorPoisoning: 'error',
  http: {
    maxHeaderSize: 16 * 1024,
    headersTimeout: 8_000,
    connectionsCheckingInterval: 1_000,
    insecureHTTPParser: false,
  },
  genReqId: () => randomUUID(),
} as const;

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** Answers what Node could not read as HTTP: no request, so no route, and nothing of what came is repeated. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUS_BY_CODE[error.code ?? ''] ?? 400;
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const body = JSON.stringify({
    type: 'about:blank',
    title,
    status,
    code: 'invalid_request',
    detail: 'The request could not be read.',
  });
  const headers = [
    `HTTP/1.1 ${status} ${title}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
  ];
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`);
}
