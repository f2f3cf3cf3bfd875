import type { FastifyReply } from 'fastify';
import fp from 'fastify-plugin';

/**
 * One policy for all responses: a page may load only the app's own files, with no inline code and
 * no framing. `form-action` also restricts redirects after a form submission, so navigation to Zoom
 * uses links.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ALWAYS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'x-frame-options': 'DENY',
};

const TWO_YEARS = 63_072_000;

export interface SecurityHeadersOptions {
  /** Whether `PUBLIC_URL` is https. */
  https: boolean;
}

/**
 * Headers of every response, including errors (OWASP secure headers; Zoom requires four of them on
 * pages).
 */
export function securityHeaders({ https }: SecurityHeadersOptions): Readonly<Record<string, string>> {
  if (!https) return ALWAYS;
  return { ...ALWAYS, 'strict-transport-security': `max-age=${TWO_YEARS}; includeSubDomains` };
}

const PANEL_POLICY = CONTENT_SECURITY_POLICY.replace(
  "frame-ancestors 'none'",
  "frame-ancestors 'self' https://*.zoom.us https://zoom.us",
);

/**
 * Allows only Zoom's desktop and web clients to frame the panel. `X-Frame-Options` cannot express
 * this.
 */
export function allowFramingByZoom(reply: FastifyReply): void {
  reply.header('content-security-policy', PANEL_POLICY);
  reply.removeHeader('x-frame-options');
}

/** Sets the security headers before anything else can respond. */
export const securityHeadersPlugin = fp<SecurityHeadersOptions>(
  async (app, options) => {
    const headers = securityHeaders(options);
    app.addHook('onRequest', (_request, reply, done) => {
      // Not on the raw response: Node.js would check and copy each of them once more.
      reply.headers(headers);
      done();
    });
  },
  { name: 'security-headers' },
);
