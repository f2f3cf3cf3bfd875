import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Problem } from '../problem.ts';
import type { Sessions } from '../sessions/sessions.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Zoom user ID of the signed-in user. Empty on routes that do not require a session. */
    userId: string;
  }
  interface FastifyInstance {
    sessionCookie: SessionCookie;
    /**
     * onRequest hook: rejects requests without a session, then unsafe cross-site requests. A page
     * may send the Zoom user ID for which it was opened in `x-uplink-user`. If another user is
     * signed in now, the request is rejected as not signed in.
     */
    requireSignedIn(request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void;
  }
}

export interface SessionCookie {
  read(request: FastifyRequest): string | undefined;
  write(reply: FastifyReply, sessionId: string): void;
  /** Also removes what the browser has stored for the user, such as a selection of meetings. */
  clear(reply: FastifyReply): void;
}

export interface SignedInOptions {
  sessions: Sessions;
  /** The origin that browsers use. */
  publicUrl: string;
  /** Whether `publicUrl` is https. If so, cookies are Secure and named `__Host-…`. */
  https: boolean;
}

/**
 * Not "cache": responses with data of a user are `no-store`, and Chrome needs several seconds to
 * clear its cache, during which the response waits (https://crbug.com/41343050). Not "cookies":
 * that would also sign the user out of other apps on the same registrable domain.
 */
const CLEAR_SITE_DATA = '"storage"';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

const WRONG_USER =
  'Another user is now signed in to this browser. Nothing was changed. Reload to continue as that user.';

/** The session cookie, and the hook that protects routes with it. */
export const authenticationPlugin = fp<SignedInOptions>(
  async (app, { sessions, publicUrl, https }) => {
    // The prefix makes browsers enforce Secure, this host only and path / (RFC 6265bis §4.1.3.2).
    // It requires https.
    const name = https ? '__Host-uplink-session' : 'uplink-session';
    const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure: https } as const;

    app.decorateRequest('userId', '');
    app.decorate('sessionCookie', {
      read: (request) => request.cookies[name],
      write: (reply, sessionId) => reply.setCookie(name, sessionId, attributes),
      clear(reply) {
        reply.clearCookie(name, attributes).header('clear-site-data', CLEAR_SITE_DATA);
      },
    });

    app.decorate('requireSignedIn', (request, reply, done) => {
      const finish = (userId: string | undefined) => {
        if (userId === undefined) return done(new Problem('not_signed_in'));
        // Tabs share the session: a tab that still shows the previous user would change the current
        // user's data.
        if (isForAnother(request, userId)) return done(wrongUserProblem());
        request.userId = userId;
        done(
          SAFE_METHODS.has(request.method) || isSameOrigin(request, publicUrl)
            ? undefined
            : new Problem('cross_site_request'),
        );
      };
      const sessionId = request.cookies[name];
      if (sessionId === undefined) return finish(undefined);
      const cached = sessions.cachedUserOf(sessionId);
      if (cached !== undefined) return finish(cached);
      reply.withWaitBudget(() => {
        sessions.userOf(sessionId).then(finish, done);
      });
    });
  },
  { name: 'authentication', dependencies: ['@fastify/cookie', 'wait-budget'] },
);

/** The problem of a request that was made for a user other than the signed-in one. */
export function wrongUserProblem(): Problem {
  return new Problem('not_signed_in', { reason: 'somebody_else', detail: WRONG_USER });
}

/** Whether the page was opened for a user other than the signed-in one. */
function isForAnother({ headers }: FastifyRequest, userId: string): boolean {
  const openedFor = headers['x-uplink-user'];
  return openedFor !== undefined && openedFor !== userId;
}

/**
 * Whether the browser reports that the app itself sent the request. All current browsers send Fetch
 * Metadata. If it is absent, the Origin header decides, which browsers send with every unsafe
 * method.
 */
function isSameOrigin({ headers }: FastifyRequest, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined ? headers.origin === publicUrl : site === 'same-origin';
}
