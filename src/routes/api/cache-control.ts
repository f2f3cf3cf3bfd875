import type { FastifyRequest } from 'fastify';

/** Whether the client wants Zoom to be asked now: `Cache-Control: no-cache` on a request (RFC 9111 §5.2.1.4). */
export function callsZoom({ headers }: FastifyRequest): boolean {
  const cacheControl = headers['cache-control'];
  return cacheControl !== undefined && /(?:^|,)\s*no-cache\s*(?:,|$)/i.test(cacheControl);
}
