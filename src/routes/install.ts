import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomToken } from '../crypto/random.ts';
import { errorPage } from '../pages/error-pages.ts';
import { continueWithZoomPage, noSignInPage, rejectedPage, startAgainPage } from '../pages/install-pages.ts';
import { logFailure, toProblem } from '../plugins/error-handler.ts';
import { type CompleteSignInOptions, createCompleteSignIn } from './complete-sign-in.ts';
import { createInstallCookies, type InstallCookies } from './install-cookies.ts';
import { internalPath } from './internal-path.ts';
import { sendPage } from './send-page.ts';
import { sendTooManyRequests } from './too-many-requests.ts';

export interface InstallOptions extends Omit<CompleteSignInOptions, 'cookies'> {
  publicUrl: string;
  https: boolean;
  /** Origin of the authorization server: the expected value of `iss`, if present (RFC 9207). */
  issuer: string;
  /** On a copy of the production database, a sign-in would replace the user's grant of production. */
  stagingCopy: boolean;
}

/** OAuth authorization: started here, or by Zoom's Marketplace without a state. */
export async function installRoutes(app: FastifyInstance, options: InstallOptions): Promise<void> {
  const { authorizationRequests, publicUrl, https, issuer, stagingCopy } = options;
  const cookies = createInstallCookies(app, https);
  const completeSignIn = createCompleteSignIn(app, { ...options, cookies });
  respondWithPages(app);
  if (stagingCopy) app.addHook('onRequest', (_request, reply) => void sendPage(reply, 403, noSignInPage));

  // No HEAD routes: a link preview would consume the authorization code.
  const route = { exposeHeadRoute: false };

  app.get('/install', route, begin);
  // For users who have added the app. Zoom does not ask again for consent to the same permissions.
  app.get('/signin', route, begin);

  async function begin(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    // New for each sign-in. Sign-ins in progress in other tabs are bound to the new value.
    const browser = randomToken();
    for (const earlier of cookies.earlierBrowser(request))
      await authorizationRequests.rebind(earlier, browser);
    cookies.setBrowser(reply, browser);
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
        : await authorizationRequests.consume(cookies.browserIds(request), state);
    const reject = (reason: string) => app.logAccount(request, 'sign-in rejected', { reason });
    if (isOtherIssuer(request, issuer)) {
      reject('foreign_issuer');
      return sendPage(reply, 400, startAgainPage);
    }
    if (error !== undefined) {
      // Any site can link here: show the error's text only if this browser started the request.
      reject(begun === undefined ? 'unknown_state' : 'denied');
      const next = begun?.next ?? '/';
      const quoted = begun === undefined ? undefined : (textOf(request, 'error_description') ?? error);
      return sendPage(reply, 400, (reader) => rejectedPage(reader, { error, quoted, next }));
    }
    if (code !== undefined && !hasParameter(request, 'state')) {
      request.log.info('authorization response without state: starting over');
      return restart(reply, { cookies, publicUrl });
    }
    if (begun === undefined || code === undefined) {
      reject(begun === undefined ? 'unknown_state' : 'no_code');
      return sendPage(reply, 400, startAgainPage);
    }
    return completeSignIn(request, reply, code, begun);
  });
}

/** Limits the requests of an address, and sends errors as pages, because users see these routes. */
function respondWithPages(app: FastifyInstance): void {
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
}

/**
 * Zoom's "Add" button redirects to the callback with a code but no state. The code may be an
 * attacker's (login CSRF, RFC 9700 §4.7.1), so it is dropped and the browser redirected to
 * `/install`, where consent was already given. If that happens twice, the user must click to
 * continue, which prevents a redirect loop.
 */
function restart(
  reply: FastifyReply,
  { cookies, publicUrl }: { cookies: InstallCookies; publicUrl: string },
): FastifyReply {
  if (cookies.isRestarted(reply.request)) return sendPage(reply, 200, continueWithZoomPage);
  cookies.setRestarted(reply);
  return reply.header('cache-control', 'no-store').redirect(`${publicUrl}/install`, 302);
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
