import type { FastifyRequest } from 'fastify';

/**
 * Whether the request has `Cache-Control: no-cache` (RFC 9111 §5.2.1.4), so that the settings must
 * come from Zoom.
 */
export function bypassesCache({ headers }: FastifyRequest): boolean {
  const cacheControl = headers['cache-control'];
  return cacheControl !== undefined && /(?:^|,)\s*no-cache\s*(?:,|$)/i.test(cacheControl);
}
