import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The cookies that bind authorization requests to a browser. */
export interface InstallCookies {
  /** The values that authorization requests of this browser may be bound to. */
  browserIds(request: FastifyRequest): string[];
  /** Binds the browser's next authorization request to `browserId`. */
  setBrowser(reply: FastifyReply, browserId: string): void;
  /** The id that {@link setBrowser} set before, as a list of none or one. */
  earlierBrowser(request: FastifyRequest): string[];
  /** Whether the browser was redirected from the callback to `/install` within two minutes. */
  isRestarted(request: FastifyRequest): boolean;
  setRestarted(reply: FastifyReply): void;
  clear(reply: FastifyReply): void;
}

const BROWSER_ID = /^[A-Za-z0-9_-]{43}$/;
const REQUEST_SECONDS = 600;
const RESTART_SECONDS = 120;

/** @param https whether cookies are Secure and named `__Host-…` */
export function createInstallCookies(app: FastifyInstance, https: boolean): InstallCookies {
  const prefix = https ? '__Host-' : '';
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure: https } as const;
  const browser = `${prefix}uplink-install`;
  const restarted = `${prefix}uplink-restarted`;
  const earlierBrowser = ({ cookies }: FastifyRequest) => [cookies[browser]].filter(isBrowserId);
  return {
    browserIds: (request) => [
      ...earlierBrowser(request),
      ...[app.sessionCookie.read(request)].filter(isBrowserId),
    ],
    setBrowser(reply, browserId) {
      reply.setCookie(browser, browserId, { ...options, maxAge: REQUEST_SECONDS });
    },
    earlierBrowser,
    isRestarted: ({ cookies }) => cookies[restarted] !== undefined,
    setRestarted(reply) {
      reply.setCookie(restarted, '1', { ...options, maxAge: RESTART_SECONDS });
    },
    clear(reply) {
      reply.clearCookie(browser, options);
      reply.clearCookie(restarted, options);
    },
  };
}

function isBrowserId(cookie: string | undefined): cookie is string {
  return cookie !== undefined && BROWSER_ID.test(cookie);
}
