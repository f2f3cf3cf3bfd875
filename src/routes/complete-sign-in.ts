import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuthorizationRequests, ConsumedRequest } from '../installations/authorization-requests.ts';
import type { CompleteInstall } from '../installations/complete-install.ts';
import { appMisconfiguredPage } from '../pages/error-pages.ts';
import {
  exchangeFailedPage,
  noRefreshTokenPage,
  profileUnreadablePage,
  startAgainPage,
} from '../pages/install-pages.ts';
import { deviceOf } from '../sessions/device.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { InstallCookies } from './install-cookies.ts';
import { sendPage } from './send-page.ts';

export interface CompleteSignInOptions {
  authorizationRequests: AuthorizationRequests;
  connect: CompleteInstall;
  sessions: Sessions;
  cookies: InstallCookies;
}

/**
 * Exchanges the authorization code, stores the installation and signs the browser in. Sends the
 * redirect to the page where the user started, or a page that explains what failed.
 */
export type CompleteSignIn = (
  request: FastifyRequest,
  reply: FastifyReply,
  code: string,
  begun: ConsumedRequest,
) => Promise<FastifyReply>;

export function createCompleteSignIn(app: FastifyInstance, options: CompleteSignInOptions): CompleteSignIn {
  const { authorizationRequests, connect, sessions, cookies } = options;

  function reject(request: FastifyRequest, reason: string): void {
    app.logAccount(request, 'sign-in rejected', { reason });
  }

  /**
   * Replaces the browser's previous session, which must not survive a sign-in (session fixation,
   * ASVS 7.2.4).
   */
  async function startSession(
    request: FastifyRequest,
    reply: FastifyReply,
    sessionId: string,
  ): Promise<void> {
    // Bind sign-ins in progress in other tabs to the new session.
    for (const earlier of cookies.browserIds(request)) await authorizationRequests.rebind(earlier, sessionId);
    const earlier = app.sessionCookie.read(request);
    if (earlier !== undefined) await sessions.end(earlier);
    cookies.clear(reply);
    app.sessionCookie.write(reply, sessionId);
  }

  return async (request, reply, code, begun) => {
    const { next } = begun;
    const exchanged = await app.zoomOAuth.exchange(code, begun.codeVerifier);
    const page = { next, requestId: request.id };
    if (exchanged.outcome !== 'tokens') reject(request, `code_${exchanged.outcome}`);
    if (exchanged.outcome === 'refused')
      return sendPage(reply, 400, (reader) => startAgainPage(reader, { next }));
    if (exchanged.outcome === 'unavailable')
      return sendPage(reply, 502, (reader) => exchangeFailedPage(reader, page));
    if (exchanged.outcome === 'misconfigured') return sendMisconfigured(request, reply);

    const connected = await connect(exchanged.tokens, deviceOf(request.headers['user-agent']));
    if ('failure' in connected) {
      reject(request, connected.failure);
      if (connected.failure === 'misconfigured') return sendMisconfigured(request, reply);
      const failurePage =
        connected.failure === 'no_refresh_token' ? noRefreshTokenPage : profileUnreadablePage;
      return sendPage(reply, 502, (reader) => failurePage(reader, page));
    }
    await startSession(request, reply, connected.sessionId);
    app.logAccount(request, 'signed in', { userId: connected.userId });
    return reply.header('cache-control', 'no-store').redirect(next, 303);
  };
}

function sendMisconfigured(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.log.error('Zoom rejects ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET');
  return sendPage(reply, 503, (reader) => appMisconfiguredPage(reader, { requestId: request.id }));
}
