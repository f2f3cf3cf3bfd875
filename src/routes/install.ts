import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomToken } from '../crypto/random.ts';
import type { AuthorizationRequests } from '../installations/authorization-requests.ts';
import type { CompleteInstall } from '../installations/complete-install.ts';
import { appMisconfiguredPage, errorPage } from '../pages/error-pages.ts';
import {
  continueWithZoomPage,
  exchangeFailedPage,
  noRefreshTokenPage,
  profileUnreadablePage,
  rejectedPage,
  startAgainPage,
} from '../pages/install-pages.ts';
import { logFailure, toProblem } from '../plugins/error-handler.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { internalPath } from './internal-path.ts';
import { sendPage } from './send-page.ts';
import { sendTooManyRequests } from './too-many-requests.ts';

export interface InstallOptions {
  authorizationRequests: AuthorizationRequests;
  connect: CompleteInstall;
  sessions: Sessions;
  publicUrl: string;
  https: boolean;
  /** Origin of the authorization server: the expected value of `iss`, if present (RFC 9207). */
  issuer: string;
}

const BROWSER_ID = /^[A-Za-z0-9_-]{43}$/;
const REQUEST_SECONDS = 600;
const RESTART_SECONDS = 120;

/** OAuth authorization: started here, or by Zoom's Marketplace without a state. */
export async function installRoutes(app: FastifyInstance, options: InstallOptions): Promise<void> {
  const { authorizationRequests, connect, sessions, publicUrl, https, issuer } = options;
  const prefix = https ? '__Host-' : '';
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure: https } as const;
  const browserCookie = `${prefix}uplink-install`;
  const restartCookie = `${prefix}uplink-restarted`;

  app.addHook('onRequest', app.limitAddress);
  app.addHook('onRequest', app.requireReady);
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error);
    if (problem.code === 'too_many_requests') return sendTooManyRequests(request, reply, problem);
    request.problemCode = problem.code;
    const { retryAfter } = problem.members;
    if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
    if (problem.status >= 500) logFailure(request.log, error, problem);
    return sendPage(reply, problem.status, (reader) => errorPage(reader, { requestId: request.id }));
  });

  // No HEAD routes: a link preview would consume the authorization code.
  const route = { exposeHeadRoute: false };

  app.get('/install', route, begin);
  // For users who have added the app. Zoom does not ask again for consent to the same permissions.
  app.get('/signin', route, begin);

  async function begin(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    // New for each sign-in. Sign-ins in progress in other tabs are bound to the new value.
    const browser = randomToken();
    for (const earlier of browserCookies(request)) await authorizationRequests.rebind(earlier, browser);
    reply.setCookie(browserCookie, browser, { ...cookie, maxAge: REQUEST_SECONDS });
    const next = internalPath(textOf(request, 'next'), publicUrl);
    const begun = await authorizationRequests.begin(browser, next);
    return reply.header('cache-control', 'no-store').redirect(app.zoomOAuth.authorizationUrl(begun), 302);
  }

  app.get('/oauth/callback', route, async (request, reply) => {
    const state = textOf(request, 'state');
    const code = textOf(request, 'code');
    const error = textOf(request, 'error');
    // Consume the state first, so that no authorization response can be replayed.
    const begun =
      state === undefined
        ? undefined
        : await authorizationRequests.consume(
            [...browserCookies(request), ...sessionCookies(request)],
            state,
          );
    const next = begun?.next ?? '/';
    if (isOtherIssuer(request, issuer)) {
      rejected(request, 'foreign_issuer');
      return sendPage(reply, 400, startAgainPage);
    }
    if (error !== undefined) {
      // Any site can link here: show the error's text only if this browser started the request.
      rejected(request, begun === undefined ? 'unknown_state' : 'denied');
      const quoted = begun === undefined ? undefined : (textOf(request, 'error_description') ?? error);
      return sendPage(reply, 400, (reader) => rejectedPage(reader, { error, quoted, next }));
    }
    if (code !== undefined && !hasParameter(request, 'state')) return restart(request, reply);
    if (begun === undefined || code === undefined) {
      rejected(request, begun === undefined ? 'unknown_state' : 'no_code');
      return sendPage(reply, 400, startAgainPage);
    }

    const exchanged = await app.zoomOAuth.exchange(code, begun.codeVerifier);
    const page = { next, requestId: request.id };
    if (exchanged.outcome !== 'tokens') rejected(request, `code_${exchanged.outcome}`);
    if (exchanged.outcome === 'refused')
      return sendPage(reply, 400, (reader) => startAgainPage(reader, { next }));
    if (exchanged.outcome === 'unavailable')
      return sendPage(reply, 502, (reader) => exchangeFailedPage(reader, page));
    if (exchanged.outcome === 'misconfigured') return misconfigured(request, reply);

    const connected = await connect(exchanged.tokens);
    if ('failure' in connected) {
      rejected(request, connected.failure);
      if (connected.failure === 'misconfigured') return misconfigured(request, reply);
      const failurePage =
        connected.failure === 'no_refresh_token' ? noRefreshTokenPage : profileUnreadablePage;
      return sendPage(reply, 502, (reader) => failurePage(reader, page));
    }
    // Bind sign-ins in progress in other tabs to the new session.
    for (const earlier of [...browserCookies(request), ...sessionCookies(request)])
      await authorizationRequests.rebind(earlier, connected.sessionId);
    await endPreviousSession(request);
    reply.clearCookie(browserCookie, cookie);
    reply.clearCookie(restartCookie, cookie);
    app.logAccount(request, 'signed in', { userId: connected.userId });
    app.sessionCookie.write(reply, connected.sessionId);
    return reply.header('cache-control', 'no-store').redirect(next, 303);
  });

  function rejected(request: FastifyRequest, reason: string): void {
    app.logAccount(request, 'sign-in rejected', { reason });
  }

  function browserCookies(request: FastifyRequest): string[] {
    return [request.cookies[browserCookie]].filter(isBrowserId);
  }

  function sessionCookies(request: FastifyRequest): string[] {
    return [app.sessionCookie.read(request)].filter(isBrowserId);
  }

  /**
   * Zoom's "Add" button redirects here with a code but no state. The code may be an attacker's
   * (login CSRF, RFC 9700 §4.7.1), so it is dropped and the browser redirected to `/install`, where
   * consent was already given. If that happens twice, the user must click to continue, which
   * prevents a redirect loop.
   */
  function restart(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    request.log.info('authorization response without state: starting over');
    if (request.cookies[restartCookie] !== undefined) return sendPage(reply, 200, continueWithZoomPage);
    reply.setCookie(restartCookie, '1', { ...cookie, maxAge: RESTART_SECONDS });
    return reply.header('cache-control', 'no-store').redirect(`${publicUrl}/install`, 302);
  }

  /**
   * Ends the browser's previous session, which must not survive a sign-in (session fixation, ASVS
   * 7.2.4).
   */
  async function endPreviousSession(request: FastifyRequest): Promise<void> {
    const earlier = app.sessionCookie.read(request);
    if (earlier !== undefined) await sessions.end(earlier);
  }

  function misconfigured(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    request.log.error('Zoom rejects ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET');
    return sendPage(reply, 503, (reader) => appMisconfiguredPage(reader, { requestId: request.id }));
  }
}

function isBrowserId(cookie: string | undefined): cookie is string {
  return cookie !== undefined && BROWSER_ID.test(cookie);
}

/** A query parameter that occurs once and is not empty. */
function textOf(request: FastifyRequest, name: string): string | undefined {
  const value = parameters(request)[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function hasParameter(request: FastifyRequest, name: string): boolean {
  return name in parameters(request);
}

function parameters(request: FastifyRequest): Record<string, unknown> {
  return request.query as Record<string, unknown>;
}

function isOtherIssuer(request: FastifyRequest, issuer: string): boolean {
  return hasParameter(request, 'iss') && textOf(request, 'iss') !== issuer;
}
